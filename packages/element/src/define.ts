import type { SsoLoginEvents } from './events.ts'
import { SsoLogin } from './sso-login.ts'

// A page may load the element twice, from two places; a server that renders pages knows no elements.
const registry: CustomElementRegistry | undefined = globalThis.customElements
if (!registry?.get('sso-login')) registry?.define('sso-login', SsoLogin)

declare global {
  interface HTMLElementTagNameMap {
    'sso-login': SsoLogin
  }
  interface GlobalEventHandlersEventMap extends SsoLoginEvents {}
  interface CustomElementRegistry {
    get(name: 'sso-login'): typeof SsoLogin | undefined
  }
}
