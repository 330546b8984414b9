/** `<sso-login>` in the JSX of Solid, by `import type {} from '@sso-login/element/jsx/solid'`. */
import type { JSX } from 'solid-js'
import type { SsoLogin } from '../sso-login.ts'
import type { SsoLoginAttributes, SsoLoginListeners } from './attributes.ts'

export type SsoLoginProps = JSX.HTMLAttributes<SsoLogin> &
  SsoLoginAttributes &
  SsoLoginListeners<'on:'>

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {
      'sso-login': SsoLoginProps
    }
  }
}
