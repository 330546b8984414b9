// A provider as a user of this project would write it: one that follows OpenID Connect, on hosts of its own.
import { defineProvider } from '@sso-login/providers'

export const google = defineProvider({
  id: 'google',
  name: 'Google',
  protocol: 'oidc',
  issuer: 'https://accounts.google.com',
  baseUrl: 'https://accounts.google.com',
  endpoints: {
    authorization: '/o/oauth2/v2/auth',
    token: 'https://oauth2.googleapis.com/token',
    revocation: 'https://oauth2.googleapis.com/revoke',
    userinfo: 'https://openidconnect.googleapis.com/v1/userinfo',
    jwks: 'https://www.googleapis.com/oauth2/v3/certs',
  },
  idTokenSigningAlgs: ['RS256'],
  tokenEndpointAuthMethods: ['client_secret_post', 'client_secret_basic'],
  browserTokens: 'no',
  authorizationParameters: { access_type: ['online', 'offline'] },
  scopes: {
    openid: { title: 'Who you are on Google' },
    profile: { title: 'Your name and picture' },
    email: { title: 'Your email address' },
  },
  resources: {
    sub: { scope: 'openid', shape: 'string' },
    name: { scope: 'profile', shape: 'string' },
    picture: { scope: 'profile', shape: { nullable: 'url' } },
    email: { scope: 'email', shape: 'string' },
    email_verified: { scope: 'email', shape: 'boolean' },
  },
  identity: { id: 'sub', name: [['name'], ['email']], picture: 'picture' },
})
