import { createClient } from '@sso-login/client'
import { manageClients } from '@sso-login/client/client-management'
import { usso } from '@sso-login/providers/usso'
import { describe, expect, it } from 'vitest'
import { failing, json, redirectUri, scripted, tokens } from './support.ts'

const answeredBy = (answer: Response) =>
  createClient(usso, {
    clientId: 'app',
    clientSecret: 'secret',
    redirectUri,
    scopes: ['openid'],
    fetch: scripted(answer).fetch,
  })

describe('a refusal in `detail`', () => {
  it.each(['constructor', '__proto__', 'toString'])(
    'may blame a member called %s',
    async (name) => {
      const answer = new Response(`{"detail":[{"loc":["${name}"],"msg":"x"}]}`, {
        status: 422,
        headers: { 'content-type': 'application/json' },
      })
      const error = await failing(answeredBy(answer).refresh(tokens))
      expect(error).toMatchObject({
        code: 'invalid_request',
        provider: { status: 422, description: `${name}: x` },
      })
      expect(Object.entries(error.fields ?? {})).toEqual([[name, ['x']]])
    },
  )

  it.each([
    ['Invalid grant', 400, 'invalid_grant'],
    ['Invalid grant', 401, 'invalid_grant'],
    ['invalid grant.', 400, 'invalid_grant'],
    ['Invalid client_id', 400, 'invalid_client'],
    ['Invalid redirect_uri', 401, 'invalid_request'],
    ['Invalid weather', 400, 'provider_error'],
    ['Invalid grant', 404, 'provider_error'],
  ])('"%s" with status %i is %s', async (detail, status, code) => {
    const error = await failing(answeredBy(json({ detail }, status)).refresh(tokens))
    expect(error).toMatchObject({ code, provider: { status, description: detail } })
  })

  const missing = { detail: [{ type: 'missing', loc: ['query', 'x'], msg: 'Field required' }] }
  const told = {
    code: 'invalid_request',
    fields: { 'query.x': ['Field required'] },
    provider: { status: 422, description: 'query.x: Field required' },
  }

  it('is told by the user API too', async () => {
    const client = answeredBy(json(missing, 422))
    const granted = { ...tokens, scopes: ['openid'] }
    expect(await failing(client.user(granted, ['sub']))).toMatchObject({ ...told, step: 'user' })
  })

  it('is told with status 400 by the user API too', async () => {
    const client = answeredBy(json(missing, 400))
    const error = await failing(client.user({ ...tokens, scopes: ['openid'] }, ['sub']))
    expect(error).toMatchObject({ code: 'invalid_request', fields: told.fields })
  })

  it('is told by the management of clients too', async () => {
    const { fetch } = scripted(json(missing, 422))
    const asked = manageClients(usso, { adminToken: 'admin', fetch }).list()
    expect(await failing(asked)).toMatchObject({ ...told, step: 'register' })
  })
})
