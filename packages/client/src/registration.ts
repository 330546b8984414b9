/** Registering an application by itself, and managing the registration. */
import type { TokenProvider } from '@sso-login/providers'
import {
  dynamicClientRegistrationRequest,
  processDynamicClientRegistrationResponse,
} from 'oauth4webapi'
import { addressOf, type Network, readNetwork, resolveEndpoints } from './config.ts'
import { type Call, failure, isObject, isText } from './failure.ts'
import { hinted } from './hinted.ts'
import { throughTransport, wrapped } from './oauth-answer.ts'
import { requestResource } from './resource.ts'
import { invalid, isInsecure, readUrl } from './settings.ts'
import { newCall } from './transport.ts'
import type { CallOptions } from './types.ts'

const REFUSED = {
  provider_error: 'Change the metadata: provider says what it does not take (RFC 7591 3.2.2).',
}

/** In the words of RFC 7591 2, as they go over the wire. */
export interface ClientMetadata {
  redirect_uris?: readonly string[]
  client_name?: string
  grant_types?: readonly string[]
  response_types?: readonly string[]
  token_endpoint_auth_method?: string
  /** Separated by spaces. */
  scope?: string
  [member: string]: unknown
}

/** What a provider keeps of an application, and how it is managed (RFC 7591 3.2.1, RFC 7592 3). A secret: keep it on a server. */
export interface Registration extends ClientMetadata {
  client_id: string
  client_secret?: string
  /** Epoch seconds; 0: never. */
  client_secret_expires_at?: number
  /** Absent where the provider does not let a registration be managed. */
  registration_client_uri?: string
  registration_access_token?: string
}

export interface RegistrationOptions extends CallOptions, Partial<Network> {}

type Registers<P extends TokenProvider> = 'registration' extends keyof P['endpoints']
  ? unknown
  : never

/**
 * Registers an application (RFC 7591 3).
 * @param options.initialAccessToken Where the provider wants one.
 * @throws LoginError `invalid_config` for a provider that has no registration endpoint; `provider_error` with the provider's words (e.g. `invalid_redirect_uri`), `invalid_token`, a code of the transport.
 */
export async function registerClient<P extends TokenProvider>(
  provider: P & Registers<P>,
  metadata: ClientMetadata,
  options?: RegistrationOptions & { initialAccessToken?: string; baseUrl?: string },
): Promise<Registration> {
  const { initialAccessToken, baseUrl, signal, ...rest } = options ?? {}
  const path = (provider as TokenProvider)?.endpoints?.registration
  if (path === undefined) {
    invalid('provider', 'has no registration endpoint', 'Register by hand.', 'register')
  }
  requireMetadata(metadata)
  const home = addressOf(provider, baseUrl, rest.fetch)
  const { registration } = resolveEndpoints({ registration: path }, home)
  const call = callOf(signal, initialAccessToken)
  return wrapped(call, async () => {
    const answer = await dynamicClientRegistrationRequest(
      { issuer: home, registration_endpoint: registration as string },
      metadata as never,
      {
        ...throughTransport(readNetwork(rest), call),
        ...(initialAccessToken !== undefined && { initialAccessToken }),
      },
    )
    return readRegistration(call, await processDynamicClientRegistrationResponse(answer))
  }).catch((error: unknown) => {
    throw hinted(error, { ...REFUSED, invalid_token: 'Check initialAccessToken.' })
  })
}

/** The registration as the provider has it now (RFC 7592 2.1). Save it: its token may have been renewed. */
export const readClient = (
  registration: Registration,
  options?: RegistrationOptions,
): Promise<Registration> => manage(registration, 'GET', undefined, options)

/**
 * Replaces the registration: what `metadata` leaves out may be forgotten (RFC 7592 2.2). Save the result.
 * @throws LoginError as `registerClient`.
 */
export async function updateClient(
  registration: Registration,
  metadata: ClientMetadata,
  options?: RegistrationOptions,
): Promise<Registration> {
  requireMetadata(metadata)
  const { client_id, client_secret } = Object(registration)
  // A registration may be given back changed, but not with these (RFC 7592 2.2).
  const {
    registration_access_token: _token,
    registration_client_uri: _uri,
    client_secret_expires_at: _end,
    client_id_issued_at: _start,
    ...told
  } = metadata as Partial<Registration>
  const body = { ...told, client_id, ...(client_secret && { client_secret }) }
  return manage(registration, 'PUT', body, options)
}

/** Ends the registration (RFC 7592 2.3). */
export async function deleteClient(
  registration: Registration,
  options?: RegistrationOptions,
): Promise<void> {
  await manage(registration, 'DELETE', undefined, options)
}

async function manage(
  registration: Registration,
  method: 'GET' | 'PUT' | 'DELETE',
  body: object | undefined,
  options: RegistrationOptions | undefined,
): Promise<Registration> {
  const { signal, ...rest } = options ?? {}
  const {
    registration_client_uri: uri,
    registration_access_token: accessToken,
    client_secret: secret,
  } = Object(registration) as Registration
  const hint = 'Pass what registerClient gave.'
  if (!accessToken) invalid('registration_access_token', 'is missing', hint, 'register')
  const url = readUrl('registration_client_uri', uri, hint)
  if (isInsecure(url)) {
    const problem = 'must be https, except on loopback'
    invalid('registration_client_uri', problem, 'Use https.', 'register')
  }
  const call = callOf(signal, accessToken, secret)
  const answer = await requestResource(readNetwork(rest), call, { accessToken }, url.href, {
    method,
    json: body,
    expected: [method === 'DELETE' ? 204 : 200, 400],
  }).catch((error: unknown) => {
    throw hinted(error, {
      ...REFUSED,
      invalid_token: 'Pass the registration saved last: each answer may bring a new token.',
    })
  })
  if (answer.status === 204) return registration
  if (answer.status !== 200) {
    const { error, error_description: description } = answer.body
    const provider = { status: answer.status, error, description } as object
    throw failure(call, 'provider_error', 'The provider refused the request', {
      provider,
      hint: REFUSED.provider_error,
    })
  }
  // A provider that renews neither leaves them out (RFC 7592 3).
  const kept = { registration_client_uri: uri, registration_access_token: accessToken }
  const said = Object.entries(answer.body).filter(([, value]) => value !== null)
  return readRegistration(call, { ...kept, ...Object.fromEntries(said) })
}

function readRegistration(call: Call, body: Record<string, unknown>): Registration {
  if (isText(body.client_id)) return body as unknown as Registration
  throw failure(call, 'response_invalid', 'The registration has no client_id')
}

const callOf = (signal: AbortSignal | undefined, ...secrets: (string | undefined)[]) =>
  newCall(
    { auth: { secrets: secrets.filter((secret) => secret !== undefined) } },
    'register',
    signal,
  )

function requireMetadata(value: unknown): void {
  if (!isObject(value)) invalid('metadata', 'must be an object', 'RFC 7591 2.', 'register')
}
