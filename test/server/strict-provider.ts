import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient, type Tokens } from '@sso-login/client'
import { defineProvider, type RefreshProfile } from '@sso-login/providers'

/** As little of a provider as refreshes need, with the address where it is played. */
const strictProvider = (baseUrl: string, refresh: RefreshProfile) =>
  defineProvider({
    id: 'strict',
    name: 'Strict',
    protocol: 'oauth2',
    baseUrl,
    endpoints: { authorization: '/authorize', token: '/token', userinfo: '/userinfo' },
    tokenEndpointAuthMethods: ['client_secret_basic'],
    browserTokens: 'no',
    scopes: { basic: { title: 'Basic' } },
    resources: { id: { scope: 'basic', shape: 'string' } },
    identity: { id: 'id', name: [['id']] },
    refresh,
  })

export const strictClient = (baseUrl: string, refresh: RefreshProfile, more = {}) =>
  createClient(strictProvider(baseUrl, refresh), {
    clientId: 'site',
    clientSecret: 'secret',
    redirectUri: 'https://site.example/auth/callback',
    scopes: ['basic'],
    ...more,
  })

/** What one sign-in has led to; a reused refresh token ends all of it (RFC 9700 4.14.2). */
interface Family {
  number: number
  isRevoked: boolean
  /** When its predecessor was rotated away, in epoch milliseconds. */
  rotatedAtMs: number
}

const lifetimeSeconds = 3600

/**
 * A token endpoint that rotates refresh tokens and detects their reuse: a token that was rotated away more than
 * `graceSeconds` ago, or is not the last one, ends its family.
 */
export async function createStrictProvider({ latencyMs = 0, graceSeconds = 0 } = {}) {
  const families: Family[] = []
  const stats = { calls: 0, reuses: 0 }
  const hooks = { afterRotation: (_family: number): Promise<void> | void => {} }

  const refreshToken = (family: number, number: number) => `refresh-${family}-${number}`
  const accessToken = (family: number, number: number) => `access-${family}-${number}`

  function rotate(token: string): [family: number, number: number] | null {
    const [, familyText, numberText] = token.match(/^refresh-(\d+)-(\d+)$/) ?? []
    const id = Number(familyText)
    const number = Number(numberText)
    const family = families[id]
    if (!family || family.isRevoked) return null
    const inGrace =
      number === family.number - 1 && Date.now() - family.rotatedAtMs <= graceSeconds * 1000
    if (number === family.number) {
      family.number += 1
      family.rotatedAtMs = Date.now()
    } else if (!inGrace) {
      stats.reuses += 1
      family.isRevoked = true
      return null
    }
    return [id, family.number]
  }

  async function answer(body: string, response: ServerResponse): Promise<void> {
    stats.calls += 1
    const rotated = rotate(new URLSearchParams(body).get('refresh_token') ?? '')
    if (rotated) await hooks.afterRotation(rotated[0])
    await new Promise((resolve) => setTimeout(resolve, latencyMs))
    const [status, content] = rotated
      ? [
          200,
          {
            access_token: accessToken(...rotated),
            refresh_token: refreshToken(...rotated),
            token_type: 'Bearer',
            expires_in: lifetimeSeconds,
          },
        ]
      : [400, { error: 'invalid_grant' }]
    response.writeHead(status as number, { 'content-type': 'application/json' })
    response.end(JSON.stringify(content))
  }

  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    await answer(body, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stats,
    hooks,
    /** Tokens of a new sign-in, good for an hour. */
    signIn(): { family: number; tokens: Tokens } {
      const family = families.push({ number: 0, isRevoked: false, rotatedAtMs: 0 }) - 1
      const issuedAt = Math.floor(Date.now() / 1000)
      return {
        family,
        tokens: {
          accessToken: accessToken(family, 0),
          refreshToken: refreshToken(family, 0),
          issuedAt,
          expiresAt: issuedAt + lifetimeSeconds,
          scopes: ['basic'],
          missing: [],
        },
      }
    },
    /** Whether an access token is the last one of a family that lives. */
    isCurrent(token: string): boolean {
      const [, family = '', number = ''] = token.match(/^access-(\d+)-(\d+)$/) ?? []
      const found = families[Number(family)]
      return !!found && !found.isRevoked && found.number === Number(number)
    },
    revoked: () => families.filter((family) => family.isRevoked).length,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
