/** `<sso-login>` in the markup of Svelte, by `import type {} from '@sso-login/element/svelte'`. */
import type { HTMLAttributes } from 'svelte/elements'
import type { SsoLogin } from '../sso-login.ts'
import type { SsoLoginAttributes, SsoLoginListeners } from './attributes.ts'

export type SsoLoginProps = HTMLAttributes<SsoLogin> & SsoLoginAttributes & SsoLoginListeners

declare module 'svelte/elements' {
  interface SVGAttributes<T extends EventTarget> {
    /** Of an element in `<sso-login>`: `icon` or `logo`. */
    slot?: string
  }
  interface SvelteHTMLElements {
    'sso-login': SsoLoginProps
  }
}
