import { createClient } from '@sso-login/client'
import { iitb } from '@sso-login/providers/iitb'
import { createLogin, type Login } from '@sso-login/server'
import { sqlite } from '@sso-login/server/sqlite'

let login: Login | undefined

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
  login = createLogin(sso, {
    secrets: [env.SESSION_SECRET],
    // Pages and routes may be bundled apart: what they share is a file.
    store: sqlite(env.SSO_DATABASE ?? 'sso.db'),
  })
  return login
}
