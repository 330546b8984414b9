/** `<sso-login>` in the JSX of React 19, by `import type {} from '@sso-login/element/jsx/react'`. */
import type { DetailedHTMLProps, HTMLAttributes } from 'react'
import type { SsoLogin } from '../sso-login.ts'
import type { SsoLoginAttributes, SsoLoginListeners } from './attributes.ts'

export type SsoLoginProps = DetailedHTMLProps<HTMLAttributes<SsoLogin>, SsoLogin> &
  SsoLoginAttributes &
  SsoLoginListeners

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'sso-login': SsoLoginProps
    }
  }
}
