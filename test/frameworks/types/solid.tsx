/** @jsxImportSource solid-js */
// What TypeScript says of `<sso-login>` in Solid: checked by `npm run check`.
import type {} from '@sso-login/element/jsx/solid'

export const element = (
  <>
    <sso-login session="/auth/session" popup on:sso-signed-in={({ detail }) => detail.user.id} />
    {/* @ts-expect-error no such attribute */}
    <sso-login sesion="/auth/session" />
    {/* @ts-expect-error no such view */}
    <sso-login view="wide" />
    {/* @ts-expect-error no such event */}
    <sso-login onSsoError={() => {}} />
    {/* @ts-expect-error that event has no user */}
    <sso-login on:sso-error={({ detail }) => detail.user} />
  </>
)
