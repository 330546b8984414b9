/**
 * USSO, from its document (docs.usso.io, "OAuth Provider Overview"). Marks: *documented* there; *seen* in USSO's own
 * client, generated from its OpenAPI description; *chosen* where neither says, and nothing could be tried.
 */
import { defineProvider } from './define-provider.ts'
import { readSettings } from './settings.ts'

/** Where a USSO server keeps what it has two addresses for. */
export interface UssoPaths {
  /** Before `/oauth/...`. Documented: nothing; seen: `/api/sso/v1`. */
  base?: '' | '/api/sso/v1'
  /** What tells about the person. Documented: both; the answer of `me` is chosen to be as that of `userinfo`. */
  userApi?: 'userinfo' | 'me'
}

/**
 * USSO with its OAuth endpoints below `base`: `ussoAt({ base: '/api/sso/v1' })` for the paths of the generated client.
 * @throws TypeError, with `code` `invalid_config` and `key`, for what is no setting of it, or a wrong one.
 */
export const ussoAt = (paths: UssoPaths = {}) => {
  const { base = '', userApi = 'userinfo' } = readSettings('ussoAt', paths, {
    base: ['', '/api/sso/v1'],
    userApi: ['userinfo', 'me'],
  })
  return defineProvider({
    id: 'usso',
    name: 'USSO',
    protocol: 'oidc',

    // Documented: the only host that the document names. Everybody runs their own: give the client a `baseUrl`.
    baseUrl: 'http://localhost:8000',
    exampleBaseUrl: 'http://localhost:8000',
    issuer: 'http://localhost:8000',

    endpoints: {
      authorization: `${base}/oauth/authorize`,
      token: `${base}/oauth/token`,
      // Seen: neither is in the metadata of the document.
      revocation: `${base}/oauth/revoke`,
      introspection: `${base}/oauth/introspect`,
      // Documented: `/me`; seen: `/auth/me`.
      userinfo:
        userApi === 'userinfo' ? `${base}/oauth/userinfo` : `/api/sso/v1${base && '/auth'}/me`,
      jwks: '/.well-known/jwks.json',
      // The same in both families.
      clients: '/api/sso/v1/oauth/clients',
      // Documented. What they answer is unknown: the mock's answers are chosen. Left out is `/oauth/consent`, which
      // USSO's own page asks; an application never does.
      tenants: '/api/sso/v1/tenants',
      sessions: '/api/sso/v1/sessions',
      logout: '/api/sso/v1/auth/logout',
    },

    // Documented: in the body. Seen: Basic is what a registration says by default. PKCE without a secret: documented.
    tokenEndpointAuthMethods: ['client_secret_post', 'client_secret_basic', 'none'],
    grantTypes: ['authorization_code', 'refresh_token', 'client_credentials', 'implicit'],

    // Unknown: nothing is said of CORS.
    browserTokens: 'unknown',

    // Documented. A scope of your own API: `defineProvider({ ...usso, scopes: { ...usso.scopes, 'invoices:read': {...} } })`.
    scopes: {
      openid: { title: 'Who you are' },
      profile: { title: 'Your name, picture and username' },
      email: { title: 'Your email address' },
      phone: { title: 'Your phone number' },
      offline_access: { title: 'Access while you are away' },
    },

    // Seen: the names of OpenID Connect. Documented, in words: "Phone, phone_verified" and "username".
    resources: {
      sub: { scope: 'openid', shape: 'string' },
      name: { scope: 'profile', shape: { nullable: 'string' } },
      preferred_username: {
        scope: 'profile',
        shape: { nullable: 'string' },
        aliases: ['username'],
      },
      picture: { scope: 'profile', shape: { nullable: 'url' } },
      // Seen: the standard claims, without the scope that opens them. Chosen: `profile`, also for the address, for which
      // there is no scope.
      given_name: { scope: 'profile', shape: { nullable: 'string' } },
      family_name: { scope: 'profile', shape: { nullable: 'string' } },
      nickname: { scope: 'profile', shape: { nullable: 'string' } },
      locale: { scope: 'profile', shape: { nullable: 'string' } },
      zoneinfo: { scope: 'profile', shape: { nullable: 'string' } },
      updated_at: { scope: 'profile', shape: { nullable: 'integer' } },
      address: {
        scope: 'profile',
        shape: {
          nullable: {
            object: {
              formatted: { nullable: 'string' },
              street_address: { nullable: 'string' },
              locality: { nullable: 'string' },
              region: { nullable: 'string' },
              postal_code: { nullable: 'string' },
              country: { nullable: 'string' },
            },
          },
        },
      },
      email: { scope: 'email', shape: { nullable: 'string' } },
      email_verified: { scope: 'email', shape: { nullable: 'boolean' } },
      phone_number: { scope: 'phone', shape: { nullable: 'string' }, aliases: ['phone'] },
      phone_number_verified: {
        scope: 'phone',
        shape: { nullable: 'boolean' },
        aliases: ['phone_verified'],
      },
    },
    identity: {
      id: 'sub',
      name: [['name'], ['given_name', 'family_name'], ['preferred_username'], ['email']],
      picture: 'picture',
    },

    // Documented.
    idTokenSigningAlgs: ['EdDSA', 'RS256'],
    lifetimes: { codeSeconds: 600, accessTokenSeconds: 3600, refreshTokenSeconds: 2_592_000 },
    // Documented: it rotates. Chosen: without grace.
    refresh: { rotates: true, graceSeconds: 0 },

    // Seen: `{"detail": [{"loc", "msg", "type"}]}` with status 422.
    // Documented as common issues: "Invalid grant", "Invalid client_id", "Invalid redirect_uri". Chosen: each is the
    // whole `detail` of a 400 or 401, and means invalid_grant, invalid_client and invalid_request of RFC 6749 5.2.
    quirks: ['errors-in-detail'],
  })
}

/** USSO by the paths of its document. */
export const usso = ussoAt()
