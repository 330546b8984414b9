/** Signing in on the auth domain by a script: with a password, or with a one-time password. */
import type { Exchange, Handler } from '../../exchange.ts'
import { type Outgoing, withHeaders } from '../../http-message.ts'
import { everybodysPassword, type Person, personOf } from '../../people.ts'
import { answerJson, bodyOf, message } from './answers.ts'
import { writtenAs } from './quirks.ts'
import type { BridgekeeperCore, State } from './state.ts'
import { userOf } from './users.ts'

/** Chosen. */
const otpSeconds = 300
const otpDigits = 6

const textIn = (body: Readonly<Record<string, unknown>>, name: string): string => {
  const value = body[name]
  return typeof value === 'string' ? value : ''
}

/** Who has this number or mail address. */
function ownerOf(core: BridgekeeperCore, { signedUp }: State, address: string): Person | undefined {
  if (address === '') return undefined
  const isOwner = ({ user }: Person) => [user.phone_number, user.email].includes(address)
  return core.people.all.find(isOwner) ?? signedUp.find(isOwner)
}

/** Seen: `auto-signup`. Chosen: all that is known of such a person is the number, which the password has proved. */
function signUp({ provider, people, clock }: BridgekeeperCore, { signedUp }: State, phone: string) {
  const { id } = provider.identity
  const ids = [...people.all, ...signedUp].map(({ user }) => Number(user[id]))
  const unknown = Object.keys(provider.resources).map((name) => [name, null])
  const person = personOf(provider, {
    ...Object.fromEntries(unknown),
    [id]: ids.reduce((a, b) => Math.max(a, b), 0) + 1,
    phone_number: phone,
    created_at: clock.now(),
  })
  signedUp.push(person)
  return person
}

export function formLogin(core: BridgekeeperCore, state: State, exchange: Exchange): Outgoing {
  const body = bodyOf(exchange)
  const otp = textIn(body, 'otp')
  const person = otp ? byOtp(core, state, body, otp) : byPassword(core, body)
  if (!person) {
    const words = otp ? 'The OTP is wrong or has expired.' : 'Invalid username or password.'
    return message(exchange, 401, words)
  }
  exchange.user = person.username
  const answer = { user: userOf(core, person.user), message: 'Logged in successfully.' }
  return withHeaders(answerJson(200, answer), state.begin(person).headers)
}

function byPassword(core: BridgekeeperCore, body: Readonly<Record<string, unknown>>) {
  if (textIn(body, 'password') !== everybodysPassword) return undefined
  const [username, email] = [textIn(body, 'username'), textIn(body, 'email')]
  return core.people.all.find(({ user }) =>
    username ? user.username === username : email !== '' && user.email === email,
  )
}

function byOtp(
  core: BridgekeeperCore,
  state: State,
  body: Readonly<Record<string, unknown>>,
  sent: string,
): Person | undefined {
  const { provider, clock } = core
  const phone = textIn(body, writtenAs(provider, 'phone_number'))
  const address = phone || textIn(body, 'email')
  const known = state.otps.get(address)
  if (known?.code !== sent || clock.now() >= known.expiresAt) return undefined
  state.otps.delete(address)
  const mayBeNew = phone !== '' && body[writtenAs(provider, 'auto_signup')] === true
  return ownerOf(core, state, address) ?? (mayBeNew ? signUp(core, state, phone) : undefined)
}

/** Chosen: the same sentence whether anybody has this address, so that it tells nobody who is registered. */
export const sendOtpEndpoint =
  (core: BridgekeeperCore, state: State): Handler =>
  (exchange) => {
    if (exchange.incoming.method !== 'POST') return message(exchange, 405, 'Use POST.')
    const body = bodyOf(exchange)
    const address = textIn(body, writtenAs(core.provider, 'phone_number')) || textIn(body, 'email')
    if (!address) return message(exchange, 400, 'Neither phone-number nor email is there.')
    const always = body[writtenAs(core.provider, 'always_send')] === true
    const now = core.clock.now()
    if (always || ownerOf(core, state, address)) {
      const code = Array.from({ length: otpDigits }, () => core.random.integer(10)).join('')
      state.otps.set(address, { code, expiresAt: now + otpSeconds * 1000 })
      core.mailbox.add({
        'Message-ID': `<${now}.${core.random.integer(1_000_000)}@${new URL(core.baseUrl()).hostname}>`,
        at: new Date(now).toISOString(),
        clientId: '',
        from: core.provider.name,
        to: [address],
        reply_to: [],
        subject: 'Your one-time password',
        message: code,
      })
    }
    return message(exchange, 200, 'OTP sent.')
  }
