import { createClient } from '@sso-login/client'
import { iitb } from '@sso-login/providers/iitb'
import { describe, expect, it } from 'vitest'
import {
  answered,
  failing,
  html,
  iitbClient,
  json,
  redirectUri,
  scripted,
  tokens,
} from './support.ts'

const alice = {
  id: 101,
  first_name: 'Alice',
  last_name: 'Rao',
  username: 'alice',
  email: 'alice@iitb.ac.in',
  profile_picture: '/profiles//media/alice.png',
  mobile: null,
  program: {
    id: 5,
    department: 'NEWDEP',
    department_name: 'A new one',
    join_year: 2022,
    graduation_year: null,
    degree: 'BTECH',
    degree_name: 'Bachelor of Technology',
  },
}

describe('user', () => {
  it('asks for the fields by name, with the token in the header', async () => {
    const { fetch, sent } = scripted(json(alice))
    const found = await iitbClient({ fetch }).user(tokens, ['id', 'email'])
    expect(found).toEqual({ id: 101, email: 'alice@iitb.ac.in', missing: [] })
    const { method, url, headers } = sent[0] ?? {}
    expect(method).toBe('GET')
    expect(`${url?.origin}${url?.pathname}`).toBe(
      'https://gymkhana.iitb.ac.in/profiles/user/api/user/',
    )
    expect(url?.searchParams.get('fields')).toBe('id,email')
    expect(headers?.get('authorization')).toBe('Bearer the-access-token')
    expect(headers?.get('accept')).toBe('application/json')
  })

  it('gives values by their shapes: nulls stay, unknown codes pass, URLs become absolute', async () => {
    const found = await answered(json(alice)).user(tokens, ['profile_picture', 'mobile', 'program'])
    expect(found).toEqual({
      profile_picture: 'https://gymkhana.iitb.ac.in/profiles//media/alice.png',
      mobile: null,
      program: alice.program,
      missing: [],
    })
  })

  it('resolves URLs where the provider lives', async () => {
    const { fetch } = scripted(json(alice))
    const client = iitbClient({ fetch, baseUrl: 'http://localhost:4000' })
    expect(await client.user(tokens, ['profile_picture'])).toMatchObject({
      profile_picture: 'http://localhost:4000/profiles//media/alice.png',
    })
  })

  it('does not ask for what was not granted, and says so', async () => {
    const { fetch, sent } = scripted(json(alice))
    const partial = { ...tokens, scopes: ['basic', 'ldap'] }
    const found = await iitbClient({ fetch }).user(partial, ['email', 'mobile', 'first_name'])
    expect(found).toEqual({ email: 'alice@iitb.ac.in', missing: ['mobile', 'first_name'] })
    expect(sent[0]?.url.searchParams.get('fields')).toBe('email')
  })

  it('sends no request when nothing was granted', async () => {
    const { fetch, sent } = scripted(json(alice))
    const found = await iitbClient({ fetch }).user({ ...tokens, scopes: [] }, ['mobile'])
    expect(found).toEqual({ missing: ['mobile'] })
    expect(sent).toEqual([])
  })

  it('gives the id to tokens of any scope', async () => {
    const found = await answered(json(alice)).user({ ...tokens, scopes: [] }, ['id'])
    expect(found).toEqual({ id: 101, missing: [] })
  })

  it('reports what the provider silently leaves out', async () => {
    const found = await answered(json({ id: 101 })).user(tokens, ['id', 'email'])
    expect(found).toEqual({ id: 101, missing: ['email'] })
  })

  it('drops what nobody asked for', async () => {
    const answer = { ...alice, program: { ...alice.program, extra: 1 }, unasked: true }
    const found = await answered(json(answer)).user(tokens, ['program'])
    expect(found).toEqual({ program: alice.program, missing: [] })
  })

  it('reads a nullable member that is absent, and a blank picture, as null', async () => {
    const answer = { program: { id: 5 }, profile_picture: '' }
    const found = await answered(json(answer)).user(tokens, ['program', 'profile_picture'])
    expect(found.profile_picture).toBeNull()
    expect(found.program).toMatchObject({ id: 5, department: null, join_year: null })
  })

  it.each([
    ['id', '101'],
    ['id', 1.5],
    ['id', null],
    ['first_name', null],
    ['first_name', 7],
    ['is_alumni', 'yes'],
    ['contacts', {}],
    ['contacts', [{ id: 1 }]],
    ['contacts', [null]],
    ['program', []],
    ['program', { id: 1, department: 7 }],
    ['profile_picture', 7],
    ['profile_picture', 'javascript:alert(1)'],
    ['profile_picture', 'data:image/png;base64,AA'],
    ['profile_picture', 'http://['],
  ] as const)('refuses %s as %j', async (field, value) => {
    const { fetch } = scripted(json({ [field]: value }))
    const error = await failing(iitbClient({ fetch }).user(tokens, [field]))
    expect(error).toMatchObject({ code: 'response_invalid', step: 'user' })
    expect(error.message).toBe(`The provider sent ${field} in a shape not its own`)
  })

  it.each(['basic', 'toString', '__proto__'])(
    'refuses the field %s before sending',
    async (field) => {
      const { fetch, sent } = scripted(json(alice))
      const error = await failing(iitbClient({ fetch }).user(tokens, [field as never]))
      expect(error).toMatchObject({ code: 'invalid_config', step: 'user', key: 'fields.0' })
      expect(error.message).toBe('fields.0 is not a resource of iitb')
      expect(sent).toEqual([])
    },
  )

  it('names a resource that the provider itself does not know', async () => {
    const { fetch } = scripted(json({ detail: 'fields (email, id) not found' }, 400))
    const error = await failing(iitbClient({ fetch }).user(tokens, ['id', 'email']))
    expect(error).toMatchObject({ code: 'unknown_resource', step: 'user' })
    expect(error.provider).toEqual({ status: 400, description: 'fields (email, id) not found' })
  })

  it.each([
    ['Bearer realm="api"', undefined, 'Authentication credentials were not provided.'],
    [
      'Bearer realm="api", error="invalid_token", error_description="The access token has expired."',
      'invalid_token',
      'The access token has expired.',
    ],
  ])('tells a refused token by the challenge %s', async (challenge, named, description) => {
    const body = { detail: 'Authentication credentials were not provided.' }
    const { fetch } = scripted(json(body, 401, { 'www-authenticate': challenge }))
    const error = await failing(iitbClient({ fetch }).user(tokens, ['id']))
    expect(error).toMatchObject({ code: 'invalid_token', step: 'user' })
    expect(error.provider).toEqual({ status: 401, ...(named && { error: named }), description })
    expect(error.hint).toBe(
      'Renew the tokens by refresh (on a server: withTokens), or sign in again.',
    )
  })

  it('tells a token that opens too little', async () => {
    const body = { detail: 'You do not have permission to perform this action.' }
    const error = await failing(answered(json(body, 403)).user(tokens, ['id']))
    expect(error).toMatchObject({ code: 'insufficient_scope', provider: { status: 403 } })
  })

  it('is a provider_error for other refusals', async () => {
    for (const answer of [json({ detail: 'No.' }, 400), html('<h1>Gone', 410)]) {
      const error = await failing(answered(answer).user(tokens, ['id']))
      expect(error.code).toBe('provider_error')
    }
  })

  it.each([undefined, '', 'a b', 'a\nb', 7])('refuses the access token %j', async (accessToken) => {
    const { fetch, sent } = scripted(json(alice))
    const wrong = { accessToken, scopes: ['basic'] } as never
    const error = await failing(iitbClient({ fetch }).user(wrong, ['id']))
    expect(error).toMatchObject({ code: 'invalid_token', step: 'user' })
    expect(sent).toEqual([])
  })
})

describe('identity', () => {
  it('makes one person of the resources that the provider names', async () => {
    const { fetch, sent } = scripted(json(alice))
    expect(await iitbClient({ fetch }).identity(tokens)).toEqual({
      id: '101',
      name: 'Alice Rao',
      picture: 'https://gymkhana.iitb.ac.in/profiles//media/alice.png',
    })
    expect(sent[0]?.url.searchParams.get('fields')).toBe(
      'id,first_name,last_name,username,profile_picture',
    )
  })

  it('asks only for what was granted', async () => {
    const { fetch, sent } = scripted(json({ id: 101, username: 'alice' }))
    const partial = { ...tokens, scopes: ['basic', 'ldap'] }
    expect(await iitbClient({ fetch }).identity(partial)).toEqual({ id: '101', name: 'alice' })
    expect(sent[0]?.url.searchParams.get('fields')).toBe('id,username')
  })

  it.each([
    [{ first_name: ' Alice ', last_name: '' }, 'Alice'],
    [{ first_name: '', last_name: ' ', username: 'alice' }, 'alice'],
    [{}, null],
  ])('takes the name from %j', async (names, name) => {
    const { fetch } = scripted(json({ id: 101, profile_picture: null, ...names }))
    expect(await iitbClient({ fetch }).identity(tokens)).toEqual({ id: '101', name })
  })

  it('fails without an id', async () => {
    const error = await failing(answered(json({})).identity(tokens))
    expect(error).toMatchObject({ code: 'response_invalid', step: 'user' })
    expect(error.message).toBe('The provider sent no id')
  })

  it('asks for no picture where the provider names none', async () => {
    const { picture: _, ...identity } = iitb.identity
    const provider = { ...iitb, identity }
    const { fetch, sent } = scripted(json(alice))
    const client = createClient(provider, {
      clientId: 'web-app',
      clientSecret: 'secret',
      redirectUri,
      scopes: ['basic', 'picture'],
      fetch,
    })
    expect(await client.identity(tokens)).toEqual({ id: '101', name: 'Alice Rao' })
    expect(sent[0]?.url.searchParams.get('fields')).not.toContain('picture')
  })
})
