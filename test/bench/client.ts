/** What the client costs a page: one small program (start, callback, exchange, refresh, user), bundled. */
import { gzipSync } from 'node:zlib'
import * as terser from '@rollup/plugin-terser'
import type { OutputChunk, Plugin } from 'rollup'
import { bundle } from '../support/bundle.ts'
import { printCpu } from './client/cpu.ts'
import { printTabs } from './client/tabs.ts'

/** Across tabs: the others' refresh is for one tab alone. */
const ours = `
  import { createClient } from '@sso-login/client/browser'
  import { sharedTokens } from '@sso-login/client/shared-tokens'
  const sso = createClient(globalThis.provider, { clientId: 'app', redirectUri: location.origin + '/cb', scopes: ['openid'] })
  const shared = sharedTokens(sso)
  export async function login() {
    const { url, transaction } = await sso.start()
    sessionStorage.transaction = JSON.stringify(transaction)
    location.assign(url)
  }
  export async function callback() {
    const tokens = await sso.finish(location.href, JSON.parse(sessionStorage.transaction))
    await shared.keep(tokens)
    return sso.user(tokens, ['sub'])
  }
  export const refresh = async () => shared.refresh(await shared.read())`

/** The same program as each would have it written; none of the peers verifies an id_token's signature here. */
const programs: Readonly<Record<string, string>> = {
  'bare fetch': `
    const as = globalThis.provider, redirect_uri = location.origin + '/cb'
    const random = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32)))).replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=/g, '')
    const post = async (body) => {
      const answer = await fetch(as.token, { method: 'POST', body: new URLSearchParams({ client_id: 'app', ...body }) })
      if (!answer.ok) throw new Error('refused: ' + answer.status)
      return answer.json()
    }
    export async function login() {
      const state = sessionStorage.state = random(), code_verifier = sessionStorage.verifier = random()
      const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(code_verifier)))
      const code_challenge = btoa(String.fromCharCode(...hash)).replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=/g, '')
      location.assign(as.authorization + '?' + new URLSearchParams({ response_type: 'code', client_id: 'app', redirect_uri, scope: 'openid', state, code_challenge, code_challenge_method: 'S256' }))
    }
    export async function callback() {
      const query = new URLSearchParams(location.search)
      if (query.get('state') !== sessionStorage.state) throw new Error('state')
      const tokens = await post({ grant_type: 'authorization_code', code: query.get('code'), redirect_uri, code_verifier: sessionStorage.verifier })
      return (await fetch(as.userinfo, { headers: { authorization: 'Bearer ' + tokens.access_token } })).json()
    }
    export const refresh = (tokens) => post({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token })`,
  oauth4webapi: `
    import * as oauth from 'oauth4webapi'
    const as = globalThis.provider, client = { client_id: 'app' }, redirect_uri = location.origin + '/cb'
    export async function login() {
      const verifier = sessionStorage.verifier = oauth.generateRandomCodeVerifier()
      const url = new URL(as.authorization_endpoint)
      const state = sessionStorage.state = oauth.generateRandomState()
      url.search = new URLSearchParams({ response_type: 'code', client_id: 'app', redirect_uri, scope: 'openid', state, code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' })
      location.assign(url)
    }
    export async function callback() {
      const parameters = oauth.validateAuthResponse(as, client, new URL(location.href), sessionStorage.state)
      const answer = await oauth.authorizationCodeGrantRequest(as, client, oauth.None(), parameters, redirect_uri, sessionStorage.verifier)
      const tokens = await oauth.processAuthorizationCodeResponse(as, client, answer)
      const { sub } = oauth.getValidatedIdTokenClaims(tokens)
      return oauth.processUserInfoResponse(as, client, sub, await oauth.userInfoRequest(as, client, tokens.access_token))
    }
    export const refresh = async (tokens) => oauth.processRefreshTokenResponse(as, client, await oauth.refreshTokenGrantRequest(as, client, oauth.None(), tokens.refresh_token))`,
  'openid-client': `
    import * as client from 'openid-client'
    const config = new client.Configuration(globalThis.provider, 'app', undefined, client.None()), redirect_uri = location.origin + '/cb'
    export async function login() {
      const verifier = sessionStorage.verifier = client.randomPKCECodeVerifier()
      const state = sessionStorage.state = client.randomState()
      location.assign(client.buildAuthorizationUrl(config, { redirect_uri, scope: 'openid', state, code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' }))
    }
    export async function callback() {
      const tokens = await client.authorizationCodeGrant(config, new URL(location.href), { pkceCodeVerifier: sessionStorage.verifier, expectedState: sessionStorage.state })
      return client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub)
    }
    export const refresh = (tokens) => client.refreshTokenGrant(config, tokens.refresh_token)`,
  'oidc-client-ts': `
    import { UserManager } from 'oidc-client-ts'
    const manager = new UserManager({ authority: 'https://op.example', client_id: 'app', redirect_uri: location.origin + '/cb', loadUserInfo: true })
    export const login = () => manager.signinRedirect()
    export const callback = async () => (await manager.signinRedirectCallback()).profile
    export const refresh = () => manager.signinSilent()`,
  'ours, OAuth 2.0': ours,
}

export interface Size {
  /** Minified and gzip, in bytes: what is loaded at first. */
  readonly first: number
  /** The same, of the parts that are loaded when they are needed, by name. */
  readonly later: Readonly<Record<string, number>>
}

/** What a program weighs, bundled as a site's build would. */
async function sizeOf(program: string): Promise<Size> {
  const small = (terser.default as unknown as (options: object) => Plugin)({
    ecma: 2020,
    module: true,
    compress: { passes: 2 },
  })
  const { output } = await (await bundle(program)).generate({ format: 'es', plugins: [small] })
  const chunks = output.filter((part) => part.type === 'chunk')
  const bytesOf = ({ code }: OutputChunk) => gzipSync(code, { level: 9 }).length
  const entry = chunks.find(({ isEntry }) => isEntry) as OutputChunk
  const isFirst = ({ fileName }: OutputChunk) =>
    fileName === entry.fileName || entry.imports.includes(fileName)
  const later = chunks.filter((chunk) => !isFirst(chunk))
  return {
    first: chunks.filter(isFirst).reduce((sum, chunk) => sum + bytesOf(chunk), 0),
    later: Object.fromEntries(later.map((chunk) => [chunk.name, bytesOf(chunk)])),
  }
}

export const ourSize = () => sizeOf(ours)

export async function run(): Promise<void> {
  console.log(
    'One small program (start, callback, exchange, refresh, user), minified + gzip bytes; ours refreshes for all tabs\n',
  )
  for (const [name, program] of Object.entries(programs)) {
    const { first, later } = await sizeOf(program)
    const parts = Object.entries(later).map(([part, bytes]) => `${part} ${bytes}`)
    console.log(
      `${name.padEnd(18)} ${String(first).padStart(7)}${parts.length ? `   loaded when needed: ${parts.join(', ')}` : ''}`,
    )
  }
  const { first, later } = await ourSize()
  const oidc = first + (later['id-token'] ?? 0)
  console.log(
    `${'ours, OpenID'.padEnd(18)} ${String(oidc).padStart(7)}   with the check of id_tokens, signature included`,
  )
  await printTabs()
  await printCpu()
}
