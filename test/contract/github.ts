// A provider as a user of this project would write it: plain OAuth 2.0 whose refusals come with status 200.
import { defineProvider } from '@sso-login/providers'

export const github = defineProvider({
  id: 'github',
  name: 'GitHub',
  protocol: 'oauth2',
  baseUrl: 'https://github.com',
  endpoints: {
    authorization: '/login/oauth/authorize',
    token: '/login/oauth/access_token',
    userinfo: 'https://api.github.com/user',
  },
  tokenEndpointAuthMethods: ['client_secret_post'],
  browserTokens: 'no',
  scopes: {
    'read:user': { title: 'Your profile' },
    'user:email': { title: 'Your email addresses' },
  },
  resources: {
    id: { scope: 'read:user', shape: 'integer' },
    login: { scope: 'read:user', shape: 'string' },
    name: { scope: 'read:user', shape: { nullable: 'string' } },
    avatar_url: { scope: 'read:user', shape: { nullable: 'url' } },
    email: { scope: 'user:email', shape: { nullable: 'string' } },
  },
  identity: { id: 'id', name: [['name'], ['login']], picture: 'avatar_url' },
  quirks: ['errors-with-status-200', 'scopes-by-comma'],
  errorNames: {
    bad_verification_code: 'invalid_grant',
    incorrect_client_credentials: 'invalid_client',
  },
})
