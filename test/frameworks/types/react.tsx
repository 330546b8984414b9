/** @jsxImportSource react */
// What TypeScript says of `<sso-login>` in React: checked by `npm run check`.

import type {} from '@sso-login/element/jsx/react'
import { SsoLogin } from '@sso-login/element/react'

export const component = (
  <>
    <SsoLogin session="/auth/session" full-width onSignedIn={({ detail }) => detail.user.id}>
      <a href="/auth/login">Login with SSO</a>
    </SsoLogin>
    {/* @ts-expect-error no such attribute */}
    <SsoLogin sesion="/auth/session" />
    {/* @ts-expect-error no such view */}
    <SsoLogin view="wide" />
    {/* @ts-expect-error no such event */}
    <SsoLogin onSignIn={() => {}} />
    {/* @ts-expect-error that event has no user */}
    <SsoLogin onError={({ detail }) => detail.user} />
  </>
)

export const element = (
  <>
    <sso-login session="/auth/session" popup onsso-signed-in={({ detail }) => detail.user.id} />
    {/* @ts-expect-error no such attribute */}
    <sso-login sesion="/auth/session" />
    {/* @ts-expect-error no such view */}
    <sso-login view="wide" />
    {/* @ts-expect-error no such event */}
    <sso-login onSsoError={() => {}} />
    {/* @ts-expect-error that event has no user */}
    <sso-login onsso-error={({ detail }) => detail.user} />
  </>
)
