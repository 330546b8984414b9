/** Requests to the provider's endpoints, and how their answers read, quirks included. */
import type { Config } from './config.ts'
import type { EndpointAnswer, EndpointRequest } from './endpoint-messages.ts'
import type { LoginError } from './errors.ts'
import { type Call, codeOf, failure } from './failure.ts'
import { transport } from './transport.ts'

type Quirks = Pick<typeof import('./quirks.ts'), 'bendRequest' | 'readAnswer'>

/** For a provider that follows the standards. */
const none: Quirks = {
  bendRequest: (_config, _call, request) => request,
  readAnswer: (_config, _call, answer) => answer,
}

/** To be awaited before a request goes out. */
export const loadQuirks = async ({ provider }: Config): Promise<Quirks> =>
  provider.quirks || provider.errorNames ? import('./quirks.ts') : none

/** A form with the client's authentication; the JSON of a 200, if that is what came. */
export async function postForm(
  config: Config,
  call: Call,
  endpoint: EndpointRequest['endpoint'],
  parameters: Readonly<Record<string, string>>,
): Promise<Record<string, unknown>> {
  const { bendRequest, readAnswer } = await loadQuirks(config)
  const { auth, issuer, clientId, endpoints } = config
  const headers = new Headers(endpoint === 'revocation' ? {} : { accept: 'application/json' })
  const body = new URLSearchParams(parameters)
  await auth.authenticate({ issuer }, { client_id: clientId }, body, headers)
  const standard = { endpoint, url: endpoints[endpoint] as string, method: 'POST', headers, body }
  const { url, ...sent } = bendRequest(config, call, standard as EndpointRequest)
  const { status, json = {} } = await transport(config, call)(url, {
    method: sent.method,
    headers: Object.fromEntries(sent.headers),
    body: sent.body,
  })
  const came = { endpoint, status, json, isRefused: status !== 200 }
  const answer = readAnswer(config, call, came)
  if (answer.isRefused) throw refusal(call, answer)
  return answer.json
}

/** A refusal as an error (RFC 6749 5.2). */
export function refusal(
  call: Call,
  { status, json, code, fields, description }: EndpointAnswer,
): LoginError {
  const { error, error_description, detail } = json
  const provider = {
    status,
    error,
    description: description ?? error_description ?? detail,
  } as object
  const message = code || error ? 'refused the request' : `answered with status ${status}`
  return failure(
    call,
    code ?? (!error && status === 401 ? 'invalid_client' : codeOf(error)),
    `The provider ${message}`,
    { provider, ...(fields && { fields }) },
  )
}
