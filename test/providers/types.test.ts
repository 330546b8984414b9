import { createClient } from '@sso-login/client'
import { createClient as createBrowserClient } from '@sso-login/client/browser'
import {
  type AlwaysScopesOf,
  defineProvider,
  type ResourceOf,
  type ResourceUnlockedBy,
  type ResourceValue,
  type ScopesOf,
} from '@sso-login/providers'
import { iitb } from '@sso-login/providers/iitb'
import { describe, expect, expectTypeOf, it } from 'vitest'

// Checked by the compiler; where a literal widens to `string`, this file does not compile.

type Iitb = typeof iitb

const site = { clientId: 'web-app', redirectUri: 'https://site.example/cb' }
const tokens = { accessToken: 'a', scopes: ['basic'] }

const bare = defineProvider({
  id: 'bare',
  name: 'Bare',
  protocol: 'oauth2',
  baseUrl: 'https://bare.example',
  endpoints: { authorization: '/authorize', token: '/token' },
  tokenEndpointAuthMethods: ['none'],
  browserTokens: 'yes',
  scopes: { who: { title: 'Who you are' } },
  resources: { id: { scope: 'who', shape: 'string' } },
  identity: { id: 'id', name: [] },
})

describe('a provider as types', () => {
  it('keeps its scopes and resources as unions of literals', () => {
    expectTypeOf<ScopesOf<Iitb>>().toEqualTypeOf<
      | 'basic'
      | 'profile'
      | 'picture'
      | 'sex'
      | 'ldap'
      | 'phone'
      | 'insti_address'
      | 'program'
      | 'secondary_emails'
      | 'send_mail'
    >()
    expectTypeOf<AlwaysScopesOf<Iitb>>().toEqualTypeOf<'basic'>()
    expectTypeOf<ResourceOf<Iitb>>().toEqualTypeOf<
      | 'id'
      | 'first_name'
      | 'last_name'
      | 'type'
      | 'is_alumni'
      | 'profile_picture'
      | 'sex'
      | 'username'
      | 'email'
      | 'mobile'
      | 'contacts'
      | 'insti_address'
      | 'roll_number'
      | 'program'
      | 'secondary_emails'
    >()
  })

  it('says what a scope unlocks, with what always comes', () => {
    expectTypeOf<ResourceUnlockedBy<Iitb, 'ldap'>>().toEqualTypeOf<'id' | 'username' | 'email'>()
    expectTypeOf<ResourceUnlockedBy<Iitb, 'send_mail'>>().toEqualTypeOf<'id'>()
  })

  it('says what a resource holds, nulls included', () => {
    expectTypeOf<ResourceValue<Iitb, 'id'>>().toEqualTypeOf<number>()
    expectTypeOf<ResourceValue<Iitb, 'mobile'>>().toEqualTypeOf<string | null>()
    expectTypeOf<ResourceValue<Iitb, 'contacts'>>().toEqualTypeOf<
      { id: number; number: string }[]
    >()
    expectTypeOf<NonNullable<ResourceValue<Iitb, 'program'>>['join_year']>().toEqualTypeOf<
      number | null
    >()
  })

  it('refuses a definition that names what it does not define', () => {
    const definition = { ...bare, resources: { id: { scope: 'nope', shape: 'string' } } } as const
    // @ts-expect-error: no such scope
    defineProvider(definition)
    // @ts-expect-error: no such resource
    defineProvider({ ...bare, identity: { id: 'nope', name: [] } })
  })
})

describe('a client as types', () => {
  const client = createClient(iitb, {
    ...site,
    clientSecret: 'secret',
    scopes: ['basic', 'ldap', 'send_mail'],
  })

  it('takes scopes of its provider only', () => {
    expectTypeOf(client.scopes).toEqualTypeOf<readonly ('basic' | 'ldap' | 'send_mail')[]>()
    expect(() =>
      // @ts-expect-error: USSO's scope
      createClient(iitb, { ...site, clientSecret: 'secret', scopes: ['openid'] }),
    ).toThrow('scopes.0 is not a scope of iitb')
  })

  it('gives only fields that its scopes unlock', () => {
    const asked = () => client.user(tokens, ['id', 'email'])
    expectTypeOf<Awaited<ReturnType<typeof asked>>>().toMatchObjectType<{
      id?: number
      email?: string
      missing: readonly ('id' | 'email')[]
    }>()
    // @ts-expect-error: scope phone was not asked for
    const wrong = () => client.user(tokens, ['mobile'])
    // @ts-expect-error: no such resource
    const unknown = () => client.user(tokens, ['basic'])
    expect([asked, wrong, unknown]).toHaveLength(3)
  })

  it('sends mail only where the scope for it was asked for', () => {
    expectTypeOf(client).toHaveProperty('sendMail')
    const silent = createClient(iitb, { ...site, clientSecret: 'secret', scopes: ['basic'] })
    expectTypeOf(silent).not.toHaveProperty('sendMail')
    expect('sendMail' in client).toBe(true)
    expect('sendMail' in silent).toBe(false)
  })

  it('has a method only where the provider has the endpoint', () => {
    const small = createClient(bare, { ...site, scopes: ['who'] })
    expectTypeOf(small).toHaveProperty('refresh')
    expectTypeOf(small).not.toHaveProperty('revoke')
    expectTypeOf(small).not.toHaveProperty('user')
    expectTypeOf(small).not.toHaveProperty('identity')
    expectTypeOf(small).not.toHaveProperty('sendMail')
    for (const method of ['revoke', 'user', 'identity', 'sendMail']) {
      expect(small).not.toHaveProperty(method)
    }
  })
})

describe('the browser entry as types', () => {
  it('refuses a provider that lets no page hold tokens', () => {
    expect(() =>
      // @ts-expect-error: browserTokens is 'no'
      createBrowserClient(iitb, { ...site, scopes: ['basic'] }),
    ).toThrow('provider does not let pages hold tokens')
  })

  it('has no option for a secret', () => {
    expect(() =>
      // @ts-expect-error: secrets live on servers
      createBrowserClient(bare, { ...site, scopes: ['who'], clientSecret: 'secret' }),
    ).toThrow('clientSecret is no option here')
    const withSecret = { ...site, scopes: ['who'], clientSecret: 'secret' } as const
    expect(() =>
      // @ts-expect-error: nor by way of a variable
      createBrowserClient(bare, withSecret),
    ).toThrow('clientSecret is no option here')
  })

  it('keeps the types of the provider that it takes', () => {
    const client = createBrowserClient(bare, { ...site, scopes: ['who'] })
    expectTypeOf(client.scopes).toEqualTypeOf<readonly 'who'[]>()
  })
})
