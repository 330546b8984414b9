/** `<sso-login>` in the templates of Vue, by `import type {} from '@sso-login/element/vue'`. */
import type { PublicProps } from 'vue'
import type { SsoLoginEvents } from '../events.ts'
import type { SsoLoginAttributes } from './attributes.ts'

/** As Vue calls a listener: `onSsoSignedIn`, for `@sso-signed-in`. */
type Camel<Text extends string> = Text extends `${infer First}-${infer Rest}`
  ? `${Capitalize<First>}${Camel<Rest>}`
  : Capitalize<Text>

/** Templates are checked under the names that Vue gives a component's properties: `clientId`, for `client-id`. */
type Attributes = {
  [Name in keyof SsoLoginAttributes as Uncapitalize<Camel<Name>>]: SsoLoginAttributes[Name]
}

type Listeners = {
  [Type in keyof SsoLoginEvents as `on${Camel<Type>}`]?: (event: SsoLoginEvents[Type]) => void
}

declare module 'vue' {
  interface HTMLAttributes {
    /** Of an element in `<sso-login>`: `menu`, `summary`, `detail`, `logo` or `icon`. */
    slot?: string
  }
  interface SVGAttributes {
    slot?: string
  }
  interface GlobalComponents {
    'sso-login': new () => {
      $props: Attributes & Listeners & HTMLAttributes & PublicProps
    }
  }
}
