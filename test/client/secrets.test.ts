import { describe, expect, it } from 'vitest'
import { failing, iitbClient, json, scripted, tokens } from './support.ts'

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
})
