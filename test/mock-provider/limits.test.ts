import { createMockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { expect, test } from 'vitest'
import { BoundedMap } from '../../packages/mock-provider/src/bounded-map.ts'
import {
  type AccessToken,
  Grants,
  newFamily,
  type RefreshToken,
} from '../../packages/mock-provider/src/grants.ts'
import { registerClient } from '../../packages/mock-provider/src/registered-client.ts'
import { app, authorizeUrl, exchange, userUrl } from './sign-in.ts'

/** The bench (`npm run bench -- mock`) does the same with a million. */
const many = 100_000

test('a hundred thousand people: each is found, and the pages and the inspector stay small', async () => {
  const [template] = createMockProvider(iitb).users
  const users = Array.from({ length: many }, (_, i) => ({
    ...(template as NonNullable<typeof template>),
    id: i + 1,
    username: `user${i + 1}`,
  }))
  const mock = createMockProvider(iitb, { clients: [app], users })
  for (const user of ['user1', 'user100000', '50000']) {
    const { location } = await mock.approve(authorizeUrl(), { user })
    const answer = await exchange(mock, new URL(location ?? '').searchParams.get('code') ?? '')
    const { access_token } = await answer.json()
    const who = await mock.fetch(`${userUrl}?fields=id`, {
      headers: { Authorization: `Bearer ${access_token}` },
    })
    expect((await who.json()).id).toBe(Number(user.replace('user', '')))
  }
  const login = await mock.fetch('https://gymkhana.iitb.ac.in/profiles/account/login/')
  const html = await login.text()
  expect(html).toContain('Somebody else of the 100000')
  expect(html.length).toBeLessThan(100_000)
  const state = await mock.fetch('http://localhost/_mock/state')
  expect((await state.text()).length).toBeLessThan(20_000)
})

const client = registerClient(app)
const person = { username: 'alice', displayName: 'Alice', user: {} }

function pair(i: number): { access: AccessToken; refresh: RefreshToken } {
  const common = { client, person, scopes: ['basic'], issuedAt: 0, family: newFamily() }
  return {
    access: { ...common, token: `access-${i}`, expiresAt: 1, refreshToken: null },
    refresh: { ...common, token: `refresh-${i}`, expiresAt: null, accessToken: null },
  }
}

function add(grants: Grants, i: number): void {
  const { access, refresh } = pair(i)
  grants.addTokens(access, refresh)
}

test('a hundred thousand live tokens are all there', () => {
  const grants = new Grants()
  for (let i = 0; i < many; i++) add(grants, i)
  expect(grants.counts).toEqual({ codes: 0, access: many, refresh: many })
  expect(grants.accessToken('access-0')?.refreshToken?.token).toBe('refresh-0')
  expect([...grants.heldBy(person, client)].length).toBeLessThanOrEqual(200)
})

test('the oldest tokens go when there are too many', () => {
  const grants = new Grants(10)
  for (let i = 0; i < 15; i++) add(grants, i)
  expect(grants.counts).toEqual({ codes: 0, access: 10, refresh: 10 })
  expect(grants.accessToken('access-4')).toBeUndefined()
  expect(grants.refreshToken('refresh-4')).toBeUndefined()
  expect(grants.accessToken('access-5')?.refreshToken?.token).toBe('refresh-5')
  expect([...grants.heldBy(person, client)]).toHaveLength(10)
})

test('a bounded map keeps the newest, also among deletions and repeated keys', () => {
  const map = new BoundedMap<string, number>(3)
  expect([map.set('a', 1), map.set('b', 2), map.set('c', 3)]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
  expect(map.set('a', 4)).toBeUndefined()
  expect(map.set('d', 5)).toBe(2)
  expect(map.delete('c')).toBe(true)
  expect(map.set('e', 6)).toBeUndefined()
  expect(map.set('f', 7)).toBe(4)
  expect([map.size, map.get('d'), map.get('e'), map.get('f')]).toEqual([3, 5, 6, 7])
})
