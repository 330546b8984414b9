/**
 * Ubisecure SSO, from its document ("Client registration and activation - SSO"). Marks: *documented* there; *seen* in the
 * newer pages of its public documentation, or in the metadata of a live server; *chosen* where neither says, and nothing
 * could be tried.
 */
import { defineProvider } from './define-provider.ts'
import { readSettings } from './settings.ts'

export interface UbisecureDefaults {
  /**
   * Whether a registration that names no grant types may use the two of one-time passwords. Documented: yes. Seen: no,
   * "not allowed by default". Default: true.
   */
  otp?: boolean
}

/** Documented: these URIs are names. They never move with the host. */
const otpGrants = [
  'http://globalsign.com/iam/sso/oauth2/grant-type/sms-mt-otp',
  'http://globalsign.com/iam/sso/oauth2/grant-type/smtp-otp',
] as const

const unnamedGrants = ['authorization_code', 'password', 'refresh_token'] as const

/**
 * Ubisecure SSO with other defaults of its registration: `ubisecureAt({ otp: false })` for those of the newer pages.
 * @throws TypeError, with `code` `invalid_config` and `key`, for what is no setting of it, or a wrong one.
 */
export const ubisecureAt = (defaults: UbisecureDefaults = {}) => {
  const { otp = true } = readSettings('ubisecureAt', defaults, { otp: [true, false] })
  return defineProvider({
    id: 'ubisecure',
    name: 'Ubisecure SSO',
    protocol: 'oidc',

    // Seen: the host of the examples. Everybody runs their own: give the client a `baseUrl`, `https://HOST`.
    baseUrl: 'https://sso.example.com',
    exampleBaseUrl: 'https://sso.example.com',
    issuer: 'https://sso.example.com/uas',

    // Seen.
    endpoints: {
      authorization: '/uas/oauth2/authorization',
      token: '/uas/oauth2/token',
      revocation: '/uas/oauth2/revocation',
      introspection: '/uas/oauth2/introspection',
      userinfo: '/uas/oauth2/userinfo',
      jwks: '/uas/oauth2/metadata.jwks',
    },

    // Documented: Basic is recommended; in the form, or in the query. Seen: the id and secret in Basic are form-encoded;
    // the two by JWT, with the issuer as audience; `none`, and then PKCE is a must.
    tokenEndpointAuthMethods: [
      'client_secret_basic',
      'client_secret_post',
      'client_secret_jwt',
      'private_key_jwt',
      'none',
      'x_client_secret_query',
    ],

    // Seen: client credentials, for applications that name them at registration. Not here: SAML assertions.
    grantTypes: [
      'authorization_code',
      'password',
      'refresh_token',
      'client_credentials',
      ...otpGrants,
    ],

    // Documented: what may be done by who registers without `grant_types`; with method `none` the code flow alone.
    // An empty list allows nothing.
    registrationDefaults: {
      grantTypes: otp ? [...unnamedGrants, ...otpGrants] : unnamedGrants,
      publicGrantTypes: ['authorization_code'],
    },

    // Unknown: nothing is said of CORS.
    browserTokens: 'unknown',

    // Seen; a web sign-on asks for `openid` alone, which opens the user API too. And one more: the id of another
    // application is a scope, and makes it an audience of the token. Such a scope is yours:
    // `defineProvider({ ...ubisecure, scopes: { ...ubisecure.scopes, '2001221477': { title: 'Invoices' } } })`.
    scopes: {
      openid: { title: 'Who you are' },
      userinfo: { title: 'What is known of you here' },
    },

    // Seen: `usn`. What else there is, and what it is called, the authorization policy decides: add yours, such as
    // `'password.1.cn': { scope: 'openid', shape: { list: 'string' } }`. Chosen: the names of OpenID Connect, if any.
    resources: {
      usn: { scope: 'openid', shape: 'string' },
      name: { scope: 'openid', shape: { nullable: 'string' } },
      given_name: { scope: 'openid', shape: { nullable: 'string' } },
      family_name: { scope: 'openid', shape: { nullable: 'string' } },
      email: { scope: 'openid', shape: { nullable: 'string' } },
      phone_number: { scope: 'openid', shape: { nullable: 'string' } },
    },
    identity: {
      id: 'usn',
      name: [['name'], ['given_name', 'family_name'], ['usn']],
    },

    // Seen.
    idTokenSigningAlgs: ['RS256'],
    promptValues: ['none', 'login'],

    // Seen: `usn` and no `sub` in the samples of both, which are of tokens of applications; nothing shows a person's. A
    // refresh has to name the scopes of the first request.
    quirks: ['answers-without-sub', 'refresh-with-scope'],

    // Chosen: administrators set all of them. A refresh token that may be used once is the careful guess.
    lifetimes: { codeSeconds: 60, accessTokenSeconds: 3600, refreshTokenSeconds: 2_592_000 },
    refresh: { rotates: true, graceSeconds: 0 },
  })
}

/** Ubisecure SSO as its document has it. */
export const ubisecure = ubisecureAt()
