/** One login, start, exchange, user and refresh, as each would have it written. */
import { createClient } from '@sso-login/client'
import { iitb } from '@sso-login/providers/iitb'
import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'

const clientId = 'demo-app'
const clientSecret = 'demo-app-secret'
const redirectUri = 'http://localhost:3000/auth/callback'
const scopes = ['basic', 'profile'] as const

export const contenderNames = ['bare fetch', 'oauth4webapi', 'openid-client', 'ours'] as const
export type ContenderName = (typeof contenderNames)[number]

export interface Contender {
  start(): Promise<Login>
}

export interface Login {
  /** Where the person goes. */
  readonly url: string
  finish(callback: string): Promise<unknown>
}

export function contenders(base: string): Record<ContenderName, Contender> {
  const [authorization, token, userinfo] = ['authorization', 'token', 'userinfo'].map(
    (name) => new URL(iitb.endpoints[name as 'token'], base).href,
  ) as [string, string, string]
  const as = { issuer: base, authorization_endpoint: authorization, token_endpoint: token }
  const client = { client_id: clientId }
  const basic = `Basic ${btoa(`${clientId}:${clientSecret}`)}`
  const insecure = { [oauth.allowInsecureRequests]: true }
  const authorizeUrl = (state: string, challenge: string) =>
    `${authorization}?${new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      scope: scopes.join(' '),
      state,
      code_challenge: challenge,
      code_challenge_method: 'S256',
    })}`
  const post = async (form: Record<string, string>) =>
    (
      await fetch(token, {
        method: 'POST',
        headers: { authorization: basic },
        body: new URLSearchParams(form),
      })
    ).json() as Promise<{ access_token: string; refresh_token: string }>
  const userOf = async (accessToken: string) =>
    (
      await fetch(`${userinfo}?fields=first_name`, {
        headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' },
      })
    ).json()

  const config = new openid.Configuration(
    as,
    clientId,
    undefined,
    openid.ClientSecretBasic(clientSecret),
  )
  openid.allowInsecureRequests(config)
  const sso = createClient(iitb, { clientId, clientSecret, redirectUri, scopes, baseUrl: base })

  return {
    'bare fetch': {
      async start() {
        const verifier = oauth.generateRandomCodeVerifier()
        const url = authorizeUrl('state', await oauth.calculatePKCECodeChallenge(verifier))
        return {
          url,
          async finish(callback) {
            const code = new URL(callback).searchParams.get('code') as string
            const tokens = await post({
              grant_type: 'authorization_code',
              code,
              redirect_uri: redirectUri,
              code_verifier: verifier,
            })
            await userOf(tokens.access_token)
            return post({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token })
          },
        }
      },
    },
    oauth4webapi: {
      async start() {
        const verifier = oauth.generateRandomCodeVerifier()
        const state = oauth.generateRandomState()
        const url = authorizeUrl(state, await oauth.calculatePKCECodeChallenge(verifier))
        const auth = oauth.ClientSecretBasic(clientSecret)
        return {
          url,
          async finish(callback) {
            const found = oauth.validateAuthResponse(as, client, new URL(callback), state)
            const tokens = await oauth.processAuthorizationCodeResponse(
              as,
              client,
              await oauth.authorizationCodeGrantRequest(
                as,
                client,
                auth,
                found,
                redirectUri,
                verifier,
                insecure,
              ),
            )
            const api = new URL(`${userinfo}?fields=first_name`)
            const headers = new Headers({ accept: 'application/json' })
            const answer = await oauth.protectedResourceRequest(
              tokens.access_token,
              'GET',
              api,
              headers,
              null,
              insecure,
            )
            await answer.json()
            const refreshToken = tokens.refresh_token as string
            return oauth.processRefreshTokenResponse(
              as,
              client,
              await oauth.refreshTokenGrantRequest(as, client, auth, refreshToken, insecure),
            )
          },
        }
      },
    },
    'openid-client': {
      async start() {
        const verifier = openid.randomPKCECodeVerifier()
        const state = openid.randomState()
        const url = openid.buildAuthorizationUrl(config, {
          redirect_uri: redirectUri,
          scope: scopes.join(' '),
          state,
          code_challenge: await openid.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
        })
        return {
          url: url.href,
          async finish(callback) {
            const checks = { pkceCodeVerifier: verifier, expectedState: state }
            const tokens = await openid.authorizationCodeGrant(config, new URL(callback), checks)
            const api = new URL(`${userinfo}?fields=first_name`)
            const headers = new Headers({ accept: 'application/json' })
            const answer = await openid.fetchProtectedResource(
              config,
              tokens.access_token,
              api,
              'GET',
              null,
              headers,
            )
            await answer.json()
            return openid.refreshTokenGrant(config, tokens.refresh_token as string)
          },
        }
      },
    },
    ours: {
      async start() {
        const { url, transaction } = await sso.start()
        return {
          url,
          async finish(callback) {
            const tokens = await sso.finish(callback, transaction)
            await sso.user(tokens, ['first_name'])
            return sso.refresh(tokens)
          },
        }
      },
    },
  }
}
