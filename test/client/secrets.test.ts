import { describe, expect, it } from 'vitest'
import { answered, failing, iitbClient, json, scripted, tokens } from './support.ts'

describe('a secret that a provider says back', () => {
  const clientSecret = 'Sec-ret p+q/r:&x'
  it.each([
    ['as it is', clientSecret],
    ['as a URL writes it', 'Sec-ret%20p%2Bq%2Fr%3A%26x'],
    ['as a form writes it (RFC 6749 2.3.1)', 'Sec-ret+p%2Bq%2Fr%3A%26x'],
    ['as a form in small letters writes it', 'Sec-ret+p%2bq%2fr%3a%26x'],
  ])('%s is cut out of the error', async (_, told) => {
    const { fetch } = scripted(
      json({ error: 'invalid_grant', error_description: `No: ${told}.` }, 400),
    )
    const error = await failing(iitbClient({ clientSecret, fetch }).refresh(tokens))
    expect(error.provider?.description).toBe('No: ***.')
  })

  it('is cut out before the text is cut short', async () => {
    const error_description = `${'x'.repeat(295)}${clientSecret}`
    const { fetch } = scripted(json({ error: 'invalid_grant', error_description }, 400))
    const error = await failing(iitbClient({ clientSecret, fetch }).refresh(tokens))
    expect(error.provider?.description).toBe(`${'x'.repeat(295)}***`)
  })

  it('is cut out also as the header in which it was sent', async () => {
    const fetch = async (_: unknown, init?: RequestInit) => {
      const error_description = new Headers(init?.headers).get('authorization')
      return json({ error: 'invalid_client', error_description }, 401)
    }
    const error = await failing(iitbClient({ clientSecret, fetch }).refresh(tokens))
    expect(error.provider?.description).toBe('Basic ***')
  })
})

describe('a token that was not sent, and that a provider says back', () => {
  const kept = { ...tokens, idToken: 'the.id.token' }
  const told = Object.values(kept).filter((value) => typeof value === 'string')
  const client = answered(json({ error: 'server_error', error_description: told.join(' ') }, 500))
  it.each<[string, () => Promise<unknown>]>([
    ['refresh', () => client.refresh(kept)],
    ['revoke', () => client.revoke(kept)],
    ['user', () => client.user(kept, ['first_name'])],
    ['identity', () => client.identity(kept)],
    ['sendMail', () => client.sendMail(kept, { subject: 'a', message: 'b' })],
  ])('is cut out of the error of %s', async (_, call) => {
    const error = await failing(call())
    expect(error.provider?.description).toBe('*** *** ***')
  })
})
