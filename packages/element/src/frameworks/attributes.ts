import type { SsoLoginEvents } from '../events.ts'

/** A boolean attribute: there or not. */
type Flag = boolean | ''

/** The attributes of `<sso-login>`, described in the comment of its class. */
export interface SsoLoginAttributes {
  session?: string | undefined
  popup?: Flag | undefined
  label?: string | undefined
  view?: 'button' | 'compact' | 'full' | undefined
  variant?: 'filled' | 'outline' | 'plain' | undefined
  size?: 'small' | 'medium' | 'large' | undefined
  shape?: 'pill' | 'rounded' | 'square' | undefined
  'full-width'?: Flag | undefined
  theme?: 'light' | 'dark' | undefined
  provider?: string | undefined
  'client-id'?: string | undefined
  'redirect-uri'?: string | undefined
  scope?: string | undefined
  'base-url'?: string | undefined
}

/** Listeners under their attribute's name: `onsso-login` and so on, or with another prefix. */
export type SsoLoginListeners<Prefix extends string = 'on'> = {
  [Type in keyof SsoLoginEvents as `${Prefix}${Type}`]?:
    | ((event: SsoLoginEvents[Type]) => void)
    | undefined
}
