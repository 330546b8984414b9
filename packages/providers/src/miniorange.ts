/**
 * miniOrange, from its document (developers.miniorange.com, "OAuth 2.0 API"). Marks: *documented* there; *seen* in
 * other pages and plugins of its own or in clients of others; *chosen* where nothing says, and nothing could be tried.
 */
import { defineProvider } from './define-provider.ts'
import type { JsonWebKey, Quirk } from './provider.ts'
import { isHostLabel, isText, readSettings } from './settings.ts'

/** What differs from one organisation to the next, or from the document to what others send. */
export interface MiniorangeOptions {
  /** The first label of the host. Documented: `login`; seen: an organisation has its own. */
  tenant?: string
  /** The id_token's issuer. Chosen: the same for everybody, as the metadata's address has it; seen: each application has one, by its client id. */
  issuerOfClient?: string
  /** What the token endpoint calls the redirect URI. Documented: `redirect_url`; seen: `redirect_uri`. */
  redirectParameter?: 'redirect_url' | 'redirect_uri'
  /** Whether an id_token has to repeat the login's nonce. Nothing promises it; chosen: it must, since the document's own sample sends one. */
  nonce?: 'required' | 'optional'
  /** The query parameter of a revocation that takes the token. Chosen: the document names none. */
  revocationParameter?: string
  /** The keys of the certificates that miniOrange provides, by which id_tokens are then checked. Default: those of its JWKS. */
  idTokenKeys?: readonly JsonWebKey[]
}

const areKeys = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((key) => isText(key?.kty))

/**
 * miniOrange for one organisation: `miniorangeAt({ tenant: 'acme' })` lives at `https://acme.xecurify.com/moas`.
 * @throws TypeError, with `code` `invalid_config` and `key`, for what is no setting of it, or a wrong one.
 */
export const miniorangeAt = (options: MiniorangeOptions = {}) => {
  const {
    tenant = 'login',
    issuerOfClient,
    redirectParameter = 'redirect_url',
    nonce = 'required',
    revocationParameter = 'token',
    idTokenKeys,
  } = readSettings('miniorangeAt', options, {
    tenant: isHostLabel,
    issuerOfClient: isText,
    redirectParameter: ['redirect_url', 'redirect_uri'],
    nonce: ['required', 'optional'],
    revocationParameter: isText,
    idTokenKeys: areKeys,
  })
  const quirks: Quirk[] = [
    // Documented: Basic, and the same again in the body; a refresh has it in the header alone.
    'secret-sent-twice',
    // Documented: base64_encode(client_id + ':' + client_secret).
    'basic-not-encoded',
    // Documented: among the parameters for a code.
    'scope-with-code',
    // Documented: a GET whose success is told by `status` in the body.
    'revokes-by-get',
    // Documented: iss, aud, exp, iat, at_hash and user information; not `sub`.
    'subject-not-promised',
  ]
  if (redirectParameter === 'redirect_url') quirks.push('redirect-url-at-token')
  if (nonce === 'optional') quirks.push('nonce-not-promised')
  const home = `https://${tenant}.xecurify.com`
  return defineProvider({
    id: 'miniorange',
    name: 'miniOrange',
    protocol: 'oidc',
    baseUrl: home,
    issuer:
      issuerOfClient === undefined
        ? `${home}/moas`
        : `${home}/moas/discovery/v2.0/${encodeURIComponent(issuerOfClient)}`,

    endpoints: {
      authorization: '/moas/idp/openidsso',
      token: '/moas/rest/oauth/token',
      userinfo: '/moas/rest/oauth/getuserinfo',
      introspection: '/moas/rest/oauth/introspect',
      revocation: '/moas/rest/oauth/revoke',
      endSession: '/moas/idp/oidc/logout',
      // Seen: in its document of OpenID Connect.
      jwks: '/moas/.well-known/jwks',
    },

    // Documented.
    tokenEndpointAuthMethods: ['client_secret_basic'],
    grantTypes: ['authorization_code', 'refresh_token', 'client_credentials', 'password'],
    introspects: ['access_token', 'id_token'],
    revocationParameter,

    // Unknown: nothing is said of CORS, and every grant needs a secret.
    browserTokens: 'unknown',
    // Unknown: no `prompt` is documented.
    promptValues: [],

    // Documented as "email/profile/openid"; in its sample they stand apart by spaces.
    scopes: {
      openid: { title: 'Who you are' },
      profile: { title: 'Your name and username' },
      email: { title: 'Your email address' },
    },

    // Documented: "firstaname, lastname, username, email"; the first may be a slip, so both are read.
    resources: {
      username: { scope: 'profile', shape: 'string' },
      firstname: { scope: 'profile', shape: { nullable: 'string' }, aliases: ['firstaname'] },
      lastname: { scope: 'profile', shape: { nullable: 'string' } },
      email: { scope: 'email', shape: { nullable: 'string' } },
    },
    // Chosen: the username, which introspection names too, since no `sub` is promised.
    identity: { id: 'username', name: [['firstname', 'lastname'], ['username']] },

    // Seen.
    idTokenSigningAlgs: ['RS256'],
    ...(idTokenKeys && { idTokenKeys }),

    // Documented: an access token lives for an hour. Chosen: the code; the refresh token, whose days an administrator sets.
    lifetimes: { codeSeconds: 600, accessTokenSeconds: 3600, refreshTokenSeconds: 2_592_000 },
    // Documented: a refresh gives an access token; nothing is said of a new refresh token.
    refresh: { rotates: false, graceSeconds: 0 },

    quirks,
  })
}

/** miniOrange at its own address. */
export const miniorange = miniorangeAt()
