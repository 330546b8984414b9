import type { SsoLoginEvents } from './events.ts'
import { SsoLogin } from './sso-login.ts'

// A page may load the element twice, from two places.
if (!customElements.get('sso-login')) customElements.define('sso-login', SsoLogin)

declare global {
  interface HTMLElementTagNameMap {
    'sso-login': SsoLogin
  }
  interface GlobalEventHandlersEventMap extends SsoLoginEvents {}
}
