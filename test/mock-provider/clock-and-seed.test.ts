import { createMockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { expect, test } from 'vitest'
import { app, codeFor, exchange, tokensFor, userUrl } from './sign-in.ts'

const start = Date.UTC(2026, 0, 1)
const make = (options = {}) =>
  createMockProvider(iitb, { clients: [app], now: () => start, ...options })

test('a code is good until its very last millisecond, and dead at the next', async () => {
  let now = start
  const mock = createMockProvider(iitb, { clients: [app], now: () => now })
  const code = await codeFor(mock)
  now += 59_999
  expect((await exchange(mock, code)).status).toBe(200)
  const late = await codeFor(mock)
  now += 60_000
  expect((await exchange(mock, late)).status).toBe(400)
  expect(mock.requests.last('token')?.rejection).toBe('code expired 0 s ago')
})

test('an access token dies by the clock of the mock', async () => {
  const mock = make()
  const { access_token } = await tokensFor(mock)
  const headers = { Authorization: `Bearer ${access_token}` }
  expect((await mock.fetch(userUrl, { headers })).status).toBe(200)
  expect(mock.clock.advance({ hours: 10 })).toBe(start + 36_000_000)
  const answer = await mock.fetch(userUrl, { headers })
  expect(answer.status).toBe(401)
  expect(answer.headers.get('www-authenticate')).toContain('The access token has expired.')
})

test('the clock moves by days too, and back to where it was at first', () => {
  const { clock } = make()
  expect(clock.advance({ days: 1, hours: 1 })).toBe(start + 25 * 3_600_000)
  clock.reset()
  expect(clock.now()).toBe(start)
})

test('the clock never runs back', () => {
  expect(() => make().clock.advance({ seconds: -1 })).toThrow('forward only')
  expect(() => make().clock.advance({ hours: Number.NaN })).toThrow('forward only')
})

test.each<[unknown, string]>([
  [undefined, 'advance: not an object like { hours: 1 }'],
  [3, 'advance: not an object like { hours: 1 }'],
  [{}, 'advance: needs days, hours, minutes or seconds'],
  [{ hour: 3 }, 'hour: unknown member; there are days, hours, minutes, seconds'],
  [{ hours: '3' }, 'hours: not a number from 0 on: the clock moves forward only'],
  [{ hours: 1e20 }, 'hours: too far: the clock ends with the year 9999'],
])('the clock refuses to advance by %j', (by, message) => {
  const { clock } = make()
  expect(() => clock.advance(by as never)).toThrow(
    expect.objectContaining({ message, name: 'MockUsageError' }),
  )
  expect(clock.now()).toBe(start)
})

test('with a seed everything issued is the same from run to run, and after a reset', async () => {
  const scope = { scope: 'basic send_mail' }
  const issued = async (mock = make({ seed: 'a' })) => {
    const code = await codeFor(mock, scope)
    const tokens = await (await exchange(mock, code)).json()
    await mock.fetch(`${userUrl}send_mail/`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${tokens.access_token}`,
        'Content-Type': 'application/json',
      },
      body: JSON.stringify({ subject: 'Hi', message: 'Text', reply_to: [] }),
    })
    return [code, tokens, mock.mail.last()?.['Message-ID']]
  }
  const mock = make({ seed: 'a' })
  const first = await issued(mock)
  expect(await issued()).toEqual(first)
  mock.reset()
  expect(await issued(mock)).toEqual(first)
  expect(await issued(make({ seed: 'b' }))).not.toEqual(first)
  expect(await issued(make())).not.toEqual(await issued(make()))
})

test('what pages use up does not change which codes follow', async () => {
  const plain = await codeFor(make({ seed: 'a' }))
  const mock = make({ seed: 'a' })
  await mock.fetch('https://x.test/profiles/account/login/')
  expect(await codeFor(mock)).toBe(plain)
})

test('a reset forgets everything', async () => {
  const mock = make()
  const { access_token } = await tokensFor(mock)
  mock.clock.advance({ minutes: 1 })
  mock.faults.add('userinfo', { status: 503 })
  mock.reset()
  expect(mock.clock.now()).toBe(start)
  expect(mock.requests.all()).toEqual([])
  const answer = await mock.fetch(userUrl, { headers: { Authorization: `Bearer ${access_token}` } })
  expect(answer.status).toBe(401)
})
