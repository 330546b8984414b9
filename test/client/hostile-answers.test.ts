import { createClient } from '@sso-login/client'
import { clientCredentials } from '@sso-login/client/client-credentials'
import { manageClients } from '@sso-login/client/client-management'
import { introspect } from '@sso-login/client/introspection'
import { defineProvider } from '@sso-login/providers'
import { usso } from '@sso-login/providers/usso'
import { describe, expect, it } from 'vitest'
import { github } from '../contract/github.ts'
import { failing, iitbClient, redirectUri, started, tokens } from './support.ts'

/** An object that is no text, and says so when it is made one; a list that ends nowhere near. */
const object = '{"toString":1,"valueOf":1}'
const list = `${'['.repeat(100_000)}${']'.repeat(100_000)}`

const site = { clientId: 'app', clientSecret: 'secret', redirectUri }
const answering = (body: string, status: number) => async () =>
  new Response(body, { status, headers: { 'content-type': 'application/json' } })

type Calls = Record<string, (fetch: typeof globalThis.fetch) => Promise<unknown>>

const person = { ...tokens, scopes: ['openid', 'basic', 'read:user'] }
const atUsso = (fetch: typeof globalThis.fetch) =>
  createClient(usso, { ...site, scopes: ['openid'], fetch })
const atGithub = (fetch: typeof globalThis.fetch) =>
  createClient(defineProvider(github), { ...site, scopes: ['read:user'], fetch })
const managing = (fetch: typeof globalThis.fetch) => manageClients(usso, { adminToken: 'a', fetch })

const calls: Calls = {
  async finish(fetch) {
    const client = iitbClient({ fetch })
    const { callback, transaction } = await started(client)
    return client.finish(callback, transaction)
  },
  refresh: (fetch) => atUsso(fetch).refresh(person),
  'refresh, with errors of its own': (fetch) => atGithub(fetch).refresh(person),
  user: (fetch) => atUsso(fetch).user(person, ['sub']),
  'user, by names': (fetch) => iitbClient({ fetch }).user(person, ['id']),
  introspect: (fetch) => introspect(atUsso(fetch), 'token'),
  'client credentials': (fetch) => clientCredentials(atUsso(fetch)),
  'an application read': (fetch) => managing(fetch).get('c'),
  'all applications': (fetch) => managing(fetch).list(),
}

describe.each(Object.entries(calls))('%s', (called, call) => {
  it.each([
    ['a token type', 200, (odd: string) => `{"access_token":"a","token_type":${odd}}`],
    [
      'a lifetime',
      200,
      (odd: string) => `{"access_token":"a","token_type":"Bearer","expires_in":${odd}}`,
    ],
    ['an error', 200, (odd: string) => `{"error":${odd}}`],
    ['an error', 400, (odd: string) => `{"error":${odd},"detail":${odd}}`],
    ['the place of a problem', 422, (odd: string) => `{"detail":[{"loc":[${odd}],"msg":${odd}}]}`],
    ['a member', 200, (odd: string) => `{"sub":${odd},"id":${odd},"active":${odd}}`],
  ])('is not led astray by %s (%i) that is no text', async (what, status, body) => {
    // An answer about a person has no such members, so that this one says nothing about anybody.
    const isIgnored = called.startsWith('user') && status === 200 && what !== 'a member'
    const refusals =
      status === 200 ? /^(response_invalid|provider_error)$/ : /^(invalid_request|provider_error)$/
    for (const odd of [object, list]) {
      const answered = call(answering(body(odd), status))
      if (isIgnored) expect(await answered).toEqual({ missing: [expect.any(String)] })
      else expect((await failing(answered)).code).toMatch(refusals)
    }
  })
})

it.each([
  ['a time in words', '{"created_at":"yesterday","client_id":"c"}'],
  ['a time that is no text', `{"created_at":${object},"client_id":"c"}`],
])('an application with %s has none', async (_, body) => {
  expect(await managing(answering(body, 200)).get('c')).not.toHaveProperty('createdAt')
})

it.each([
  ['["Bearer"]', '60', 'token_type'],
  ['"Bearer"', '["60"]', 'expires_in'],
  ['"Bearer"', `"${'9'.repeat(400)}"`, 'expires_in'],
  ['"Bearer"', '1e400', 'expires_in'],
])('a token type of %s with a lifetime of %s is a wrong answer', async (type, seconds, member) => {
  const body = `{"access_token":"a","token_type":${type},"expires_in":${seconds}}`
  const error = await failing(iitbClient({ fetch: answering(body, 200) }).refresh(tokens))
  expect(error).toMatchObject({ code: 'response_invalid', step: 'refresh' })
  expect(error.message).toContain(member)
})

it('a lifetime as long as a number can say is one', async () => {
  const body = '{"access_token":"a","token_type":"Bearer","expires_in":9223372036854775807}'
  const renewed = await iitbClient({ fetch: answering(body, 200) }).refresh(tokens)
  expect(JSON.parse(JSON.stringify(renewed)).expiresAt).toBeGreaterThan(9e18)
})
