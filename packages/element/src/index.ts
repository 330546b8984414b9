export type { Strings } from '@sso-login/providers/languages'
export type { SsoErrorDetail, SsoLoginEvents } from './events.ts'
export type { SessionUser } from './session.ts'
export { SsoLogin } from './sso-login.ts'
