import type { SessionUser } from './session.ts'

/** What `sso-error` carries. */
export interface SsoErrorDetail {
  /** One of the `LoginErrorCode`s of `@sso-login/client`; from an address, any lower-case word. */
  code: string
  /** The sentence that the visitor reads. */
  message: string
}

/** The element's events; all bubble and are composed. */
export interface SsoLoginEvents {
  /** Cancelable: before the page is left for `href`, to log in or to log in as another user. */
  'sso-login': CustomEvent<{ href: string }>
  /** A person became known, on the first read too, or another person than before. */
  'sso-signed-in': CustomEvent<{ user: SessionUser }>
  /** The person who was known is signed out. */
  'sso-signed-out': CustomEvent<null>
  'sso-error': CustomEvent<SsoErrorDetail>
}

/** Dispatches one of the element's events. @returns false when a listener cancelled it. */
export function emit<T extends keyof SsoLoginEvents>(
  target: EventTarget,
  type: T,
  detail: SsoLoginEvents[T]['detail'],
): boolean {
  const cancelable = type === 'sso-login'
  return target.dispatchEvent(
    new CustomEvent(type, { detail, bubbles: true, composed: true, cancelable }),
  )
}
