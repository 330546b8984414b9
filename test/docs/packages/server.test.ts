import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
// README begins
import { createClient } from '@sso-login/client'
import { iitb } from '@sso-login/providers/iitb'
import { createLogin } from '@sso-login/server'
import { sqlite } from '@sso-login/server/sqlite'
import express from 'express'
// README ends
import { afterEach, expect, it, vi } from 'vitest'

afterEach(() => vi.unstubAllEnvs())

it("runs the server's own README", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sso-login-readme-'))
  vi.stubEnv('SSO_CLIENT_ID', 'demo-app')
  vi.stubEnv('SSO_CLIENT_SECRET', 'demo-app-secret')
  vi.stubEnv('SESSION_SECRET', 'a secret for tests, at least 32 characters')
  vi.stubEnv('SSO_DATABASE', join(folder, 'sso.db'))

  // README begins

  const sso = createClient(iitb, {
    clientId: process.env.SSO_CLIENT_ID,
    clientSecret: process.env.SSO_CLIENT_SECRET,
    redirectUri: 'http://localhost:3000/auth/callback', // as registered with the provider
    scopes: ['basic', 'profile'],
  })
  const login = createLogin(sso, {
    secrets: [process.env.SESSION_SECRET], // openssl rand -base64 32
    store: sqlite(process.env.SSO_DATABASE ?? 'sso.db'),
  })

  const app = express()
  app.use('/auth', login.express()) // login, callback, session, logout
  app.get('/', async (request, response) => {
    const { user } = await login.session(request)
    if (user) response.json({ hello: user.name })
    else response.send('<a href="/auth/login">Login with SSO</a>')
  })
  // README ends
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  expect(await (await fetch(site)).text()).toContain('Login with SSO')
  const started = await fetch(`${site}/auth/login`, { redirect: 'manual' })
  expect(started.headers.get('location')).toContain('https://gymkhana.iitb.ac.in/')
  server.close()
  await login.close()
  await rm(folder, { recursive: true })
})
