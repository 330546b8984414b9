/**
 * A provider that follows OpenID Connect and OAuth 2.0 to the letter and has no ways of its own: to
 * try an application against when its provider follows the standards, and to be copied from for a
 * provider of your own. Its address is reserved for examples (RFC 2606): only the mock plays it.
 */
import { defineProvider } from './define-provider.ts'

export const standard = defineProvider({
  id: 'standard',
  name: 'Standard OpenID Provider',
  protocol: 'oidc',
  issuer: 'https://op.example',
  baseUrl: 'https://op.example',
  exampleBaseUrl: 'https://op.example',
  endpoints: {
    authorization: '/authorize',
    token: '/token',
    revocation: '/revoke',
    introspection: '/introspect',
    userinfo: '/userinfo',
    jwks: '/jwks',
    endSession: '/logout',
    registration: '/register',
  },
  tokenEndpointAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
  grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
  browserTokens: 'yes',

  // OpenID Connect Core 5.4 and 11.
  scopes: {
    openid: { title: 'Who you are, as a number that means nothing elsewhere' },
    profile: { title: 'Your name and picture' },
    email: { title: 'Your email address' },
    phone: { title: 'Your phone number' },
    address: { title: 'Your postal address' },
    offline_access: { title: 'Access while you are away' },
  },

  // OpenID Connect Core 5.1. What a person has not filled in is left out of an answer, never null.
  resources: {
    sub: { scope: 'openid', shape: 'string' },
    name: { scope: 'profile', shape: 'string' },
    given_name: { scope: 'profile', shape: 'string' },
    family_name: { scope: 'profile', shape: { nullable: 'string' } },
    preferred_username: { scope: 'profile', shape: 'string' },
    picture: { scope: 'profile', shape: { nullable: 'url' } },
    locale: { scope: 'profile', shape: { nullable: 'string' } },
    updated_at: { scope: 'profile', shape: 'integer' },
    email: { scope: 'email', shape: 'string' },
    email_verified: { scope: 'email', shape: 'boolean' },
    phone_number: { scope: 'phone', shape: { nullable: 'string' } },
    phone_number_verified: { scope: 'phone', shape: 'boolean' },
    address: {
      scope: 'address',
      shape: {
        nullable: {
          object: {
            formatted: 'string',
            street_address: 'string',
            locality: 'string',
            postal_code: 'string',
            country: 'string',
          },
        },
      },
    },
  },
  identity: {
    id: 'sub',
    name: [['name'], ['given_name', 'family_name'], ['preferred_username']],
    picture: 'picture',
  },
  refresh: { rotates: true, graceSeconds: 0 },
  lifetimes: { codeSeconds: 60, accessTokenSeconds: 3600, refreshTokenSeconds: 2_592_000 },
})
