/** The sessions that a person has at the provider itself, by their own access token. */
import type { TokenProvider } from '@sso-login/providers'
import { configOf } from './client-config.ts'
import { failure, isObject, isText } from './failure.ts'
import { pathOf } from './path-of.ts'
import { requestResource } from './resource.ts'
import { invalid } from './settings.ts'
import { newCall } from './transport.ts'
import type { CallOptions, ClientOf, Tokens } from './types.ts'

export interface ProviderSession {
  readonly id: string
  /** As the provider describes it. */
  readonly details: Readonly<Record<string, unknown>>
}

type Has<P extends TokenProvider, E extends string> = E extends keyof P['endpoints']
  ? unknown
  : never

type Bearer = Pick<Tokens, 'accessToken'>

/**
 * Where else the person is signed in.
 * @throws LoginError `invalid_token`, `response_invalid`, a code of the transport; `invalid_config` for a provider that has no such endpoint.
 */
export async function listSessions<P extends TokenProvider>(
  client: ClientOf<P> & Has<P, 'sessions'>,
  tokens: Bearer,
  options?: CallOptions,
): Promise<readonly ProviderSession[]> {
  const { body, call } = await ask(client, 'sessions', tokens, 'GET', '', options)
  const items = isObject(body) ? body.items : body
  if (!Array.isArray(items)) throw failure(call, 'response_invalid', 'There is no list of sessions')
  return items.map((details) => {
    // Chosen: what an id is called is unknown; these are likely.
    const { id, uid = id, session_id = uid } = Object(details)
    if (isText(session_id)) return { id: session_id, details }
    throw failure(call, 'response_invalid', 'The provider sent a session without an id')
  })
}

/** Ends one of them, by the id that `listSessions` gave. @throws LoginError as there. */
export async function endSession<P extends TokenProvider>(
  client: ClientOf<P> & Has<P, 'sessions'>,
  tokens: Bearer,
  sessionId: string,
  options?: CallOptions,
): Promise<void> {
  const below = pathOf('sessionId', sessionId, 'logout')
  await ask(client, 'sessions', tokens, 'DELETE', below, options)
}

/** Ends the session that the access token belongs to, and its refresh token with it. @throws LoginError as `listSessions`. */
export async function logout<P extends TokenProvider>(
  client: ClientOf<P> & Has<P, 'logout'>,
  tokens: Bearer,
  options?: CallOptions,
): Promise<void> {
  await ask(client, 'logout', tokens, 'POST', '', options)
}

async function ask(
  client: unknown,
  endpoint: 'sessions' | 'logout',
  tokens: Bearer,
  method: string,
  below: string,
  options: CallOptions | undefined,
) {
  const config = configOf(client)
  const url = config.endpoints[endpoint]
  if (!url) invalid('client', 'has a provider without this endpoint', 'See its document.', 'logout')
  const call = { ...newCall(config, 'logout', options?.signal, Object(tokens)), mayBeList: true }
  const expected = [200, 204]
  const { body } = await requestResource(config, call, Object(tokens), url + below, {
    method,
    expected,
  })
  return { call, body: body as unknown }
}
