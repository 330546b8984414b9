import './define.ts'
import { SsoJs } from './sso-js.ts'

declare global {
  var SSO_JS: typeof SsoJs
}

globalThis.SSO_JS = SsoJs
