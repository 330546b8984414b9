import { createClient } from '@sso-login/client'
import { readLogoutToken } from '@sso-login/client/logout-token'
import { standard } from '@sso-login/providers/standard'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { beforeAll, expect, it } from 'vitest'
import { noon, redirectUri } from './support.ts'

type Pair = Awaited<ReturnType<typeof generateKeyPair>>

let first: Pair
let second: Pair
beforeAll(async () => {
  first = await generateKeyPair('RS256')
  second = await generateKeyPair('RS256')
})

/** A client that nobody has signed in with yet, whose provider publishes what `keys` holds. It is noon. */
function newClient(keys: Record<string, Pair>) {
  const jwks = async () =>
    Promise.all(
      Object.entries(keys).map(async ([kid, { publicKey }]) => ({
        ...(await exportJWK(publicKey)),
        kid,
        alg: 'RS256',
        use: 'sig',
      })),
    )
  return createClient(standard, {
    clientId: 'app',
    clientSecret: 'secret',
    redirectUri,
    scopes: ['openid'],
    fetch: async () => Response.json({ keys: await jwks() }),
    now: () => noon * 1000,
  })
}

const logoutToken = (kid: string, { privateKey }: Pair, endsAt = noon + 120) =>
  new SignJWT({
    sid: 'laptop',
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  })
    .setProtectedHeader({ alg: 'RS256', kid, typ: 'logout+jwt' })
    .setIssuer(standard.issuer)
    .setAudience('app')
    .setSubject('alice')
    .setJti('1')
    .setIssuedAt(noon)
    .setExpirationTime(endsAt)
    .sign(privateKey)

it('a logout token is believed by a client that has not signed anybody in', async () => {
  const client = newClient({ first })
  const token = await readLogoutToken(client, await logoutToken('first', first))
  expect(token).toMatchObject({ subject: 'alice', sessionId: 'laptop' })
})

it('a logout token by a key that was published since the last one is believed', async () => {
  const keys: Record<string, Pair> = { first }
  const client = newClient(keys)
  await readLogoutToken(client, await logoutToken('first', first))
  keys.second = second
  const token = await readLogoutToken(client, await logoutToken('second', second))
  expect(token.subject).toBe('alice')
})

it('a logout token by another key than the published one is not believed', async () => {
  const client = newClient({ first })
  await expect(readLogoutToken(client, await logoutToken('first', second))).rejects.toMatchObject({
    code: 'invalid_token',
  })
})

it('a logout token lasts by the clock of its client', async () => {
  const client = newClient({ first })
  const { expiresAt } = await readLogoutToken(client, await logoutToken('first', first, noon + 60))
  expect(expiresAt).toBe(noon + 60)
  const late = logoutToken('first', first, noon - 60)
  await expect(readLogoutToken(client, await late)).rejects.toMatchObject({ code: 'invalid_token' })
})
