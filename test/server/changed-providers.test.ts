import { createClient } from '@sso-login/client'
import { iitb } from '@sso-login/providers/iitb'
import { createLogin } from '@sso-login/server'
import { describe, expect, it } from 'vitest'
import { createUserKeys } from '../../packages/server/src/user-keys.ts'
import { createSite, secret } from './site.ts'

/** A site at which Alice is signed in, with other providers from now on. */
async function restartWith(ids: readonly string[]) {
  // Known without a look at the store, too.
  const site = createSite({ trustCookieSeconds: 300 })
  await site.signIn()
  const clients = ids.map((id) =>
    createClient(
      { ...iitb, id },
      {
        clientId: 'site',
        clientSecret: 'client secret of the site',
        redirectUri: `${site.origin}/auth/callback${ids.length > 1 ? `/${id}` : ''}`,
        scopes: ['basic', 'profile'],
        fetch: site.mock.fetch,
      },
    ),
  )
  const login = createLogin(clients, {
    secrets: [secret],
    store: site.store,
    now: site.mock.clock.now,
    trustCookieSeconds: 300,
  })
  const headers = { cookie: site.browser.cookieHeader('/auth/session') }
  const shown = await login.fetch(new Request(`${site.origin}/auth/session`, { headers }))
  const { user } = await login.session({ headers })
  expect(((await shown.json()) as { user: unknown }).user).toEqual(user)
  return { login, user }
}

describe('a session that began before the site had other providers', () => {
  it('is of the same person, by the name that they have among several', async () => {
    const { login, user } = await restartWith(['iitb', 'staff'])
    expect(user).toMatchObject({ id: 'iitb:101', name: 'Alice Bose' })
    expect((await login.tokensFor('iitb:101')).scopes).toContain('basic')
  })

  it.each([[['staff']], [['staff', 'alumni']]])(
    'is nobody’s among %j, who have people of the same ids',
    async (ids) => {
      const { user } = await restartWith(ids)
      expect(user).toBeNull()
    },
  )
})

it('somebody of a provider that is gone is not told of as if they were of the one that is there', () => {
  expect(createUserKeys(['staff']).userIdOf('iitb:101')).toBe('iitb:101')
  expect(createUserKeys(['staff']).userIdOf('staff:101')).toBe('101')
})
