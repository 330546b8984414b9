// The README's backend, whole: `test/e2e/readme.test.ts` runs it as a user would.
// README begins
import { createClient, isLoginError } from '@sso-login/client'
import { iitb } from '@sso-login/providers/iitb'
import { createLogin } from '@sso-login/server'
import { sqlite } from '@sso-login/server/sqlite'
import express, { type NextFunction, type Request, type Response } from 'express'

const sso = createClient(iitb, {
  clientId: process.env.SSO_CLIENT_ID,
  clientSecret: process.env.SSO_CLIENT_SECRET,
  redirectUri: `${process.env.SITE}/auth/callback`, // as registered with the provider
  scopes: ['basic', 'profile', 'program', 'send_mail'],
  baseUrl: process.env.SSO_BASE_URL, // only to point at a mock; else leave it out
})

const login = createLogin(sso, {
  secrets: [process.env.SESSION_SECRET], // openssl rand -base64 32
  store: sqlite(process.env.SSO_DATABASE ?? 'sso.db'),
})

const app = express()
const auth = login.express()
app.use('/auth', auth) // login, callback, session, logout

app.get('/me', async (request, response) => {
  const { user } = await login.session(request) // who is this?
  if (!user) return auth.askToLogin(request, response)

  // With tokens that are refreshed when due, and once more should the provider not take them.
  const { program, missing } = await login.withTokens(user.id, (tokens) =>
    sso.user(tokens, ['first_name', 'program']),
  )
  response.json({ hello: user.name, department: program?.department_name, missing })
})

// The person has withdrawn what they granted: let them sign in again.
app.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
  if (isLoginError(error) && error.code === 'grant_lost') return auth.askToLogin(request, response)
  next(error)
})

/** For a job at night: no browser, no session. */
async function remind(userId: string) {
  try {
    const mail = { subject: 'Your slot', message: 'Tomorrow at nine.' }
    const { sent } = await login.withTokens(userId, (tokens) => sso.sendMail(tokens, mail))
    if (!sent) console.warn(userId, 'The provider took the mail, and could not send it.')
  } catch (error) {
    if (!isLoginError(error)) throw error
    console.warn(userId, error.code, error.hint) // e.g. grant_missing: they logged out
  }
}
// README ends

process.on('message', async (userId: string) => {
  await remind(userId)
  process.send?.('done')
})
app.use(express.static(new URL('../../packages/element/dist/', import.meta.url).pathname))
app.use(express.static(new URL('../../packages/element/src/', import.meta.url).pathname))
app.get('/', (_, response) => {
  response.sendFile(new URL('page.html', import.meta.url).pathname)
})
app.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening'))
