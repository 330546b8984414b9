import { createComponent, type EventName } from '@lit/react'
import * as React from 'react'
import '../define.ts'
import type { SsoLoginEvents } from '../events.ts'
import type { SsoLogin as SsoLoginElement } from '../sso-login.ts'
import type { SsoLoginAttributes } from './attributes.ts'

/**
 * The wrapper makes properties of what it finds in the class: a server would leave them out of its page. React itself
 * writes all of them as attributes there, so that the element knows its session before React has come to it.
 */
const nothingOfItsOwn = class {} as unknown as typeof SsoLoginElement

/**
 * `<SsoLogin session="/auth/session" onSignedIn={(event) => event.detail.user}>`: the element as a React
 * component, which defines it too. Takes every attribute and slot of the element.
 */
export const SsoLogin = createComponent({
  react: React,
  tagName: 'sso-login',
  elementClass: nothingOfItsOwn,
  displayName: 'SsoLogin',
  events: {
    onLogin: 'sso-login' as EventName<SsoLoginEvents['sso-login']>,
    onSignedIn: 'sso-signed-in' as EventName<SsoLoginEvents['sso-signed-in']>,
    onSignedOut: 'sso-signed-out' as EventName<SsoLoginEvents['sso-signed-out']>,
    onError: 'sso-error' as EventName<SsoLoginEvents['sso-error']>,
  },
}) as React.FC<SsoLoginProps>

/** Attributes of the element and of HTML; the element's events under names of React's kind. */
export interface SsoLoginProps
  extends SsoLoginAttributes,
    Omit<React.HTMLAttributes<SsoLoginElement>, 'onError'>,
    React.RefAttributes<SsoLoginElement> {
  onLogin?: (event: SsoLoginEvents['sso-login']) => void
  onSignedIn?: (event: SsoLoginEvents['sso-signed-in']) => void
  onSignedOut?: (event: SsoLoginEvents['sso-signed-out']) => void
  onError?: (event: SsoLoginEvents['sso-error']) => void
}
