/** `<sso-login>` in the JSX of Preact, by `import type {} from '@sso-login/element/jsx/preact'`. */
import type { HTMLAttributes } from 'preact'
import type { SsoLogin } from '../sso-login.ts'
import type { SsoLoginAttributes, SsoLoginListeners } from './attributes.ts'

export type SsoLoginProps = Omit<HTMLAttributes<SsoLogin>, keyof SsoLoginAttributes> &
  SsoLoginAttributes &
  SsoLoginListeners

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'sso-login': SsoLoginProps
    }
  }
}
