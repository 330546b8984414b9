// A site with sessions, and its pages: `node server.js [folder]`. Without settings it asks a mock on port 4000.
import { randomBytes } from 'node:crypto'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createClient } from '@sso-login/client'
import { iitb } from '@sso-login/providers/iitb'
import { createLogin, memory } from '@sso-login/server'
import express from 'express'

const { env } = process
const port = env.PORT ?? 3000
const site = env.SITE ?? `http://127.0.0.1:${port}`

const sso = createClient(iitb, {
  clientId: env.SSO_CLIENT_ID ?? 'demo-app',
  clientSecret: env.SSO_CLIENT_SECRET ?? 'demo-app-secret',
  redirectUri: `${site}/auth/callback`,
  scopes: ['basic', 'profile'],
  baseUrl: env.SSO_BASE_URL ?? 'http://localhost:4000',
})
const login = createLogin(sso, {
  secrets: [env.SESSION_SECRET ?? randomBytes(32).toString('base64')],
  store: memory(),
})

const app = express()
const auth = login.express()
app.use('/auth', auth)
app.get('/me', auth.requireLogin, async (request, response) => {
  const { user } = await login.session(request)
  response.send(`You are ${user.name}.`)
})
app.use(express.static(process.argv[2] ?? 'public'))
app.use(
  express.static(
    dirname(fileURLToPath(import.meta.resolve('@sso-login/element/sso-login.min.js'))),
  ),
)
app.listen(port, '127.0.0.1', () => console.log(site))
