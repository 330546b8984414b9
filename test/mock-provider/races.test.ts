/** Requests that are judged at the same moment: what may be used once is used once. */
import { createMockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { describe, expect, test } from 'vitest'
import { app, codeFor, exchange, postToken, tokensFor } from './sign-in.ts'
import * as standard from './standard-sign-in.ts'

const make = () => createMockProvider(iitb, { clients: [app] })

const challenge = async (verifier: string) => {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  return Buffer.from(digest).toString('base64url')
}

/** The statuses, in order of size. */
const together = async (call: () => Promise<Response>) => {
  const answers = await Promise.all(Array.from({ length: 8 }, call))
  return answers.map(({ status }) => status).sort()
}
const once = [200, ...Array<number>(7).fill(400)]

describe('of eight requests at once to iitb', () => {
  test('one exchanges a code', async () => {
    const mock = make()
    const code = await codeFor(mock)
    expect(await together(() => exchange(mock, code))).toEqual(once)
  })

  test('one exchanges a code with an S256 challenge', async () => {
    const mock = make()
    const verifier = 'v'.repeat(43)
    const code = await codeFor(mock, {
      code_challenge: await challenge(verifier),
      code_challenge_method: 'S256',
    })
    const send = () =>
      postToken(mock, {
        grant_type: 'authorization_code',
        code,
        redirect_uri: app.redirect_uris[0],
        code_verifier: verifier,
      })
    expect(await together(send)).toEqual(once)
  })

  test('one exchanges a refresh token', async () => {
    const mock = make()
    const { refresh_token } = await tokensFor(mock)
    const send = () => postToken(mock, { grant_type: 'refresh_token', refresh_token })
    expect(await together(send)).toEqual(once)
  })
})

describe('of eight requests at once to a standard provider', () => {
  test('one exchanges a code', async () => {
    const mock = standard.createStandard()
    const code = await standard.codeFor(mock)
    expect(await together(() => standard.exchange(mock, code))).toEqual(once)
  })

  test('one exchanges a refresh token', async () => {
    const mock = standard.createStandard()
    const { refresh_token } = await standard.tokensFor(mock)
    expect(await together(() => standard.refresh(mock, refresh_token))).toEqual(once)
  })
})

describe('a request that a reset overtakes', () => {
  /** Its code is on its way to the token endpoint, where hashing the verifier takes a moment. */
  const onItsWay = async (mock: ReturnType<typeof make>) => {
    const verifier = 'v'.repeat(43)
    const code = await codeFor(mock, {
      code_challenge: await challenge(verifier),
      code_challenge_method: 'S256',
    })
    return postToken(mock, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: app.redirect_uris[0],
      code_verifier: verifier,
    })
  }
  const overtaken = async (mock: ReturnType<typeof make>) => {
    const faulty = Promise.withResolvers<void>()
    const when = () => {
      faulty.resolve()
      return false
    }
    mock.faults.add('token', { status: 503 }, { when })
    const answering = onItsWay(mock)
    await faulty.promise
    mock.reset()
    return answering
  }

  test('is answered as if there had been none', async () => {
    expect((await overtaken(make())).status).toBe(200)
  })

  test('is not told to whoever asks after it', async () => {
    const mock = make()
    await overtaken(mock)
    expect(mock.requests.all()).toEqual([])
  })
})
