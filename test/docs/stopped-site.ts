/** A site as sigterm.test.ts starts and stops it: one page of it takes until it is told. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createClient } from '@sso-login/client'
import { iitb } from '@sso-login/providers/iitb'
import { createLogin } from '@sso-login/server'
import { sqlite } from '@sso-login/server/sqlite'
import express from 'express'

const sso = createClient(iitb, {
  clientId: 'demo-app',
  redirectUri: 'http://127.0.0.1:3000/auth/callback',
  scopes: ['basic'],
})
const secrets = ['a secret for tests, at least 32 characters']
const store = sqlite(process.argv[2] ?? '')
const login = createLogin(sso, { secrets, store })
const app = express()
app.use('/auth', login.express())
app.get('/slow', async (request, response) => {
  process.send?.('asked')
  await once(process, 'message')
  response.json(await login.session(request))
})
const port = 0

// README begins
const server = app.listen(port)

process.once('SIGTERM', async () => {
  setTimeout(() => server.closeAllConnections(), 5000) // who is still being answered then has had their time
  await new Promise((resolve) => server.close(resolve))
  await login.close() // what is being refreshed gets saved
  await store.close()
  process.exit()
})
// README ends

await once(server, 'listening')
process.send?.((server.address() as AddressInfo).port)
