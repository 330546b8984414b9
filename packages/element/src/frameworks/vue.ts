/** `<sso-login>` in the templates of Vue, by `import type {} from '@sso-login/element/vue'`. */
import type { HTMLAttributes, PublicProps } from 'vue'
import type { SsoLoginEvents } from '../events.ts'
import type { SsoLoginAttributes } from './attributes.ts'

/** As Vue calls a listener: `onSsoSignedIn`, for `@sso-signed-in`. */
type Camel<Text extends string> = Text extends `${infer First}-${infer Rest}`
  ? `${Capitalize<First>}${Camel<Rest>}`
  : Capitalize<Text>

type Listeners = {
  [Type in keyof SsoLoginEvents as `on${Camel<Type>}`]?: (event: SsoLoginEvents[Type]) => void
}

declare module 'vue' {
  interface GlobalComponents {
    'sso-login': new () => {
      $props: SsoLoginAttributes & Listeners & HTMLAttributes & PublicProps
    }
  }
}
