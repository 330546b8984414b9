/**
 * Quintype Bridgekeeper, from its document ("Single Sign On using OAuth 2.0"). Marks: *documented* there; *seen* in
 * Quintype's developer pages and its own JavaScript client; *chosen* where neither says, and nothing could be tried.
 */
import { defineProvider } from './define-provider.ts'
import { readSettings } from './settings.ts'

export interface BridgekeeperDialect {
  /**
   * How an answer to `allow_ajax=true` calls the address to go to. Documented: `redirect_url`; seen: `redirect_uri`. The
   * client takes both; this says what the mock sends.
   */
  ajaxAnswer?: 'redirect_uri' | 'redirect_url'
}

/** Documented: every path begins so. */
const api = '/api/auth/v1'

/**
 * Bridgekeeper where its documents contradict each other: `bridgekeeperAt({ ajaxAnswer: 'redirect_url' })`.
 * @throws TypeError, with `code` `invalid_config` and `key`, for what is no setting of it, or a wrong one.
 */
export const bridgekeeperAt = (dialect: BridgekeeperDialect = {}) => {
  const { ajaxAnswer = 'redirect_uri' } = readSettings('bridgekeeperAt', dialect, {
    ajaxAnswer: ['redirect_uri', 'redirect_url'],
  })
  return defineProvider({
    id: 'bridgekeeper',
    name: 'Quintype Bridgekeeper',
    protocol: 'cookie-session',

    // Chosen, reserved for examples (RFC 2606): it answers on the domain of each application, so the client takes the
    // host of its `callbackUri`.
    baseUrl: 'https://publisher.example',

    endpoints: {
      // Documented.
      authorization: `${api}/oauth/authorize`,
      token: `${api}/oauth/token`,
      userinfo: `${api}/users/me`,
      login: `${api}/login`,
      logout: `${api}/logout`,
      // Seen.
      silentAuthorization: `${api}/oauth/auto-sso/authorize`,
      sendOtp: `${api}/users/send-otp`,
    },

    browserTokens: 'no',

    // Documented: the cookie. Seen: the header.
    session: { cookie: 'qt-auth', header: 'X-QT-AUTH' },
    ajaxAnswer,

    // Seen, as `first-name`. Chosen: that the id is a number, and that all else may be missing.
    resources: {
      id: { shape: 'integer' },
      name: { shape: { nullable: 'string' } },
      email: { shape: { nullable: 'string' } },
      username: { shape: { nullable: 'string' } },
      first_name: { shape: { nullable: 'string' } },
      avatar_url: { shape: { nullable: 'url' } },
      verification_status: { shape: { nullable: 'string' } },
      phone_number: { shape: { nullable: 'string' } },
      is_tfa_enabled: { shape: { nullable: 'boolean' } },
      /** Epoch milliseconds. */
      created_at: { shape: { nullable: 'integer' } },
    },
    identity: {
      id: 'id',
      name: [['name'], ['first_name'], ['username']],
      picture: 'avatar_url',
    },

    // Chosen: neither is said. Seen: a code is a UUID and the time in milliseconds.
    lifetimes: { codeSeconds: 60, sessionSeconds: 2_592_000 },

    // Seen. What is not said of its answers, and chosen in the mock: a login page at `/login` of the auth domain, which
    // gets `client_id`, `redirect_uri` and `callback_uri`; `allow_ajax` without a session answers with that page's
    // address; refused requests are 400 or 401 with `{"error", "error_description"}`; a wrong password is 401 with
    // `{"message"}`, and everybody's is `password`; `callback_uri` has to be on the domain of `redirect_uri`; the cookie
    // is HttpOnly, SameSite=Lax and host-only; a logout ends the sessions that began with the same sign-in; whom an
    // OTP with `auto-signup` signs up has a number, and nothing else.
    quirks: ['kebab-case', 'integer-client-id'],
  })
}

/** Bridgekeeper as it was seen. */
export const bridgekeeper = bridgekeeperAt()
