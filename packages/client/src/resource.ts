/** A request that an access token opens (RFC 6750). */
import type { Network } from './config.ts'
import { type Call, failure } from './failure.ts'
import { isToken } from './token-endpoint.ts'
import { transport } from './transport.ts'
import type { Tokens } from './types.ts'

/** The answer, read whole; for what is `expected` the caller has words of its own. */
export async function requestResource(
  config: Network,
  call: Call,
  { accessToken }: Pick<Tokens, 'accessToken'>,
  url: string,
  {
    json,
    method = json ? 'POST' : 'GET',
    expected = [200, 400],
  }: { json?: object | undefined; method?: string; expected?: readonly number[] } = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  if (!isToken(accessToken)) throw failure(call, 'invalid_token', 'There is no access token')
  const answer = await transport(config, call)(url, {
    method,
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${accessToken}`,
      ...(json && { 'content-type': 'application/json' }),
    },
    ...(json && { body: JSON.stringify(json) }),
  })
  const { status, json: body = {} } = answer
  if (expected.includes(status)) return { status, body }

  // IITB tells no, bad and expired tokens apart only in the challenge (seen).
  const challenge = answer.headers.get('www-authenticate')
  const inChallenge = (name: string) => challenge?.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1]
  const provider = {
    status,
    error: inChallenge('error') ?? body.error,
    description: inChallenge('error_description') ?? body.error_description ?? body.detail,
  } as object
  if (status === 401) {
    throw failure(call, 'invalid_token', 'The provider does not accept the access token', {
      provider,
    })
  }
  if (status === 403) {
    throw failure(call, 'insufficient_scope', 'The access token does not open this', { provider })
  }
  throw failure(call, 'provider_error', `The provider answered with status ${status}`, { provider })
}
