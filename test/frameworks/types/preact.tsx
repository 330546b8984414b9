/** @jsxImportSource preact */
// What TypeScript says of `<sso-login>` in Preact: checked by `npm run check`.
import type {} from '@sso-login/element/jsx/preact'

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
