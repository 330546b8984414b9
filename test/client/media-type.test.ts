import { expect, it } from 'vitest'
import { granted, iitbClient, json, scripted, tokens } from './support.ts'

it('an answer is JSON however its media type is written (RFC 9110 8.3.1)', async () => {
  const headers = { 'content-type': 'Application/JSON; charset=UTF-8' }
  const { fetch } = scripted(json(granted, 200, headers))
  const { accessToken } = await iitbClient({ fetch }).refresh(tokens)
  expect(accessToken).toBe('new-access-token')
})
