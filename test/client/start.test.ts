import { createHash } from 'node:crypto'
import { createClient } from '@sso-login/client'
import { defineProvider } from '@sso-login/providers'
import { usso } from '@sso-login/providers/usso'
import { describe, expect, it } from 'vitest'
import { hashOf } from '../../packages/client/src/start.ts'
import { failing, iitbClient, noon, redirectUri } from './support.ts'

describe('start', () => {
  it('makes the challenge of RFC 7636 appendix B', async () => {
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
    expect(await hashOf(verifier)).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM')
  })

  it('sends the visitor to the provider with everything that the answer is checked by', async () => {
    const { url, transaction } = await iitbClient({ scopes: ['basic', 'ldap'] }).start()
    const { origin, pathname, searchParams } = new URL(url)
    expect(origin + pathname).toBe('https://gymkhana.iitb.ac.in/profiles/oauth/authorize/')
    expect(Object.fromEntries(searchParams)).toEqual({
      response_type: 'code',
      client_id: 'web-app',
      redirect_uri: redirectUri,
      scope: 'basic ldap',
      state: transaction.state,
      code_challenge: createHash('sha256').update(transaction.codeVerifier).digest('base64url'),
      code_challenge_method: 'S256',
    })
    expect(url).not.toContain(transaction.codeVerifier)
    expect(url).not.toContain(transaction.nonce)
  })

  it('keeps a transaction that survives JSON', async () => {
    const { transaction } = await iitbClient({ scopes: ['basic'] }).start({ returnTo: '/a?b=1#c' })
    expect(JSON.parse(JSON.stringify(transaction))).toEqual(transaction)
    expect(transaction).toEqual({
      provider: 'iitb',
      clientId: 'web-app',
      redirectUri,
      state: expect.stringMatching(/^[\w-]{43}$/),
      codeVerifier: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      scopes: ['basic'],
      returnTo: '/a?b=1#c',
      madeAt: noon,
    })
  })

  it('never repeats itself', async () => {
    const client = iitbClient()
    const logins = await Promise.all(Array.from({ length: 20 }, () => client.start()))
    const values = logins.flatMap(({ transaction: { state, codeVerifier, nonce } }) => [
      state,
      codeVerifier,
      nonce,
    ])
    expect(new Set(values).size).toBe(60)
  })

  it('asks for other scopes on request', async () => {
    const { url, transaction } = await iitbClient().start({ scopes: ['sex'] })
    expect(new URL(url).searchParams.get('scope')).toBe('sex')
    expect(transaction.scopes).toEqual(['sex'])
  })

  it('adds further parameters', async () => {
    const { url } = await iitbClient().start({ parameters: { login_hint: 'alice & more' } })
    expect(new URL(url).searchParams.get('login_hint')).toBe('alice & more')
  })

  it.each(['state', 'redirect_uri', 'code_challenge_method', 'nonce', 'response_mode'])(
    'refuses the parameter %s, which is its own',
    async (name) => {
      const error = await failing(iitbClient().start({ parameters: { [name]: 'x' } }))
      expect(error).toMatchObject({ code: 'invalid_config', step: 'start' })
      expect(error.message).toBe(`parameters.${name} is set by the protocol`)
    },
  )

  it('refuses scopes that the provider does not know', async () => {
    const error = await failing(iitbClient().start({ scopes: ['nope' as never] }))
    expect(error).toMatchObject({ code: 'invalid_config', step: 'start', key: 'scopes.0' })
  })

  it('refuses a return_to that is no text', async () => {
    const error = await failing(iitbClient().start({ returnTo: 7 as never }))
    expect(error).toMatchObject({ code: 'invalid_config', step: 'start', key: 'returnTo' })
  })

  it('keeps the query of the endpoint, and sends a nonce where there are id_tokens', async () => {
    const provider = defineProvider({
      id: 'op',
      name: 'OP',
      protocol: 'oidc',
      issuer: 'https://op.example',
      baseUrl: 'https://op.example',
      endpoints: { authorization: '/auth?realm=7', token: '/token', jwks: '/jwks' },
      tokenEndpointAuthMethods: ['none'],
      browserTokens: 'yes',
      scopes: { openid: { title: 'Who you are' } },
      resources: { sub: { scope: 'openid', shape: 'string' } },
      identity: { id: 'sub', name: [] },
    })
    const client = createClient(provider, { clientId: 'c', redirectUri, scopes: ['openid'] })
    const { url, transaction } = await client.start()
    const query = new URL(url).searchParams
    expect(query.get('realm')).toBe('7')
    expect(query.get('nonce')).toBe(transaction.nonce)
  })
})

describe('injected randomness', () => {
  it('makes state, verifier and nonce', async () => {
    let byte = 0
    const random = (length: number) => new Uint8Array(length).fill(byte++)
    const { transaction } = await iitbClient({ random }).start()
    expect(transaction).toMatchObject({
      state: 'A'.repeat(43),
      codeVerifier: 'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE',
      nonce: 'AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI',
    })
  })

  it.each([undefined, 'bytes', new Uint8Array(16)])('giving %j is refused', async (bytes) => {
    const error = await failing(iitbClient({ random: () => bytes as never }).start())
    expect(error).toMatchObject({ code: 'invalid_config', key: 'random', step: 'start' })
  })
})

describe("the provider's own parameters", () => {
  const site = {
    clientId: 'c',
    clientSecret: 's',
    redirectUri,
    scopes: ['openid'],
    baseUrl: usso.baseUrl,
  } as const

  it('are typed by their values, and refused otherwise', async () => {
    const { url } = await iitbClient().start({ parameters: { approval_prompt: 'auto' } })
    expect(new URL(url).searchParams.get('approval_prompt')).toBe('auto')
    // @ts-expect-error: auto or force.
    const started = iitbClient().start({ parameters: { approval_prompt: 'never' } })
    expect(await failing(started)).toMatchObject({
      code: 'invalid_config',
      key: 'parameters.approval_prompt',
      hint: 'auto or force',
      step: 'start',
    })
  })

  it('of another provider are neither compiled nor sent', async () => {
    // @ts-expect-error: a parameter of iitb.
    const started = createClient(usso, site).start({ parameters: { approval_prompt: 'force' } })
    expect(await failing(started)).toMatchObject({
      code: 'invalid_config',
      key: 'parameters.approval_prompt',
      message: 'parameters.approval_prompt is no parameter of usso',
      step: 'start',
    })
    for (const name of ['constructor', 'request', 'request_uri']) {
      const parameters = { [name]: 'x' } as never
      const error = await failing(createClient(usso, site).start({ parameters }))
      expect(error.key).toBe(`parameters.${name}`)
    }
  })

  it('beside those of the standards, and of any value where the provider lists none', async () => {
    const provider = defineProvider({
      ...usso,
      authorizationParameters: { organization: [], access_type: ['online', 'offline'] },
    })
    const parameters = {
      organization: 'org_7',
      access_type: 'offline',
      resource: 'https://api.example',
      max_age: '60',
      acr_values: 'mfa',
      ui_locales: 'de',
      display: 'page',
    } as const
    const { url } = await createClient(provider, site).start({ parameters })
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject(parameters)
  })
})
