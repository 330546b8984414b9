import { randomBytes } from 'node:crypto'
import { createClient } from '@sso-login/client'
import { iitb } from '@sso-login/providers/iitb'
import { createLogin, type Login } from '@sso-login/server'
import { sqlite } from '@sso-login/server/sqlite'

let login: Login | undefined

/** Of this process: pages and routes may be bundled apart. */
const shared = globalThis as { loginSecret?: string }

/** Made when the first request comes: `next build` has no settings. Without settings it asks a mock on port 4000. */
export function getLogin(): Login {
  if (login) return login
  const { env } = process
  const sso = createClient(iitb, {
    clientId: env.SSO_CLIENT_ID ?? 'demo-app',
    clientSecret: env.SSO_CLIENT_SECRET ?? 'demo-app-secret',
    redirectUri: `${env.SITE ?? 'http://127.0.0.1:3000'}/auth/callback`,
    scopes: ['basic', 'profile'],
    baseUrl: env.SSO_BASE_URL ?? 'http://localhost:4000',
  })
  // Good for a try: nobody stays signed in when the server starts again.
  shared.loginSecret ??= randomBytes(32).toString('base64')
  login = createLogin(sso, {
    secrets: [env.SESSION_SECRET ?? shared.loginSecret],
    // In memory each bundle would have its own.
    store: sqlite(env.SSO_DATABASE ?? 'sso.db'),
  })
  return login
}
