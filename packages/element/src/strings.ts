export type { LoginFailure, Strings } from '@sso-login/providers/languages'
export { element as english } from '@sso-login/providers/languages/en'
