// README begins
import { createMockProvider } from '@sso-login/mock-provider'
import { expectCodeExchange, expectNothingLeft } from '@sso-login/mock-provider/testing'
import { iitb } from '@sso-login/providers/iitb'
import { http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'

const mock = createMockProvider(iitb)
const msw = setupServer(...mock.handlers(http)) // your own MSW 3, in Node or a worker

beforeAll(() => msw.listen())
afterAll(() => msw.close())
beforeEach(() => mock.reset())
afterEach(() => expectNothingLeft(mock)) // no fault unused, no request astray

it('exchanges the code once, and says why it fails', async () => {
  const redirectUri = 'http://localhost:3000/auth/callback'
  const { authorization = '', token = '' } = mock.endpoints
  const login = new URL(authorization)
  login.search = `response_type=code&client_id=demo-app&redirect_uri=${redirectUri}`
  const { location } = await mock.approve(login, { user: 'alice' })
  const code = new URL(location ?? '').searchParams.get('code') ?? ''
  const exchange = () =>
    fetch(token, {
      method: 'POST',
      headers: { Authorization: `Basic ${btoa('demo-app:demo-app-secret')}` },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
      }),
    })

  expect((await exchange()).status).toBe(200)
  expectCodeExchange(mock, { clientId: 'demo-app', user: 'alice', pkce: 'none' })

  expect((await exchange()).status).toBe(400)
  expect(mock.requests.last()?.rejection).toBe('code was already used')
})
// README ends
