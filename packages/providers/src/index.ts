export type {
  CookieSessionEndpoints,
  CookieSessionProvider,
  CookieSessionQuirk,
} from './cookie-session-provider.ts'
export { defineProvider } from './define-provider.ts'
export type { Identity } from './identity.ts'
export type {
  Endpoints,
  FieldSelection,
  GrantType,
  JsonWebKey,
  Lifetimes,
  Mail,
  OAuth2Provider,
  OidcEndpoints,
  OidcProvider,
  OtpGrantType,
  Prompt,
  Provider,
  Quirk,
  RefreshProfile,
  RegistrationDefaults,
  Resource,
  Scope,
  SwitchUser,
  TokenEndpointAuthMethod,
  TokenProvider,
  TokenTypeHint,
} from './provider.ts'
export { type CodeOf, type Enumeration, nameOf, type Shape, type ValueOf } from './shape.ts'
export type {
  AlwaysScopesOf,
  ParametersOf,
  ResourceOf,
  ResourceUnlockedBy,
  ResourceValue,
  ScopesOf,
  StandardParameter,
  UserOf,
} from './types-of.ts'
