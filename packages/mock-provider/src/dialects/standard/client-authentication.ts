/** Who calls the token, revocation and introspection endpoints: RFC 6749 2.3, and as it was registered. */
import type { Check, Rejection } from '../../checks.ts'
import type { Core } from '../../core.ts'
import type { Exchange } from '../../exchange.ts'
import { noParameters, repeatedName } from '../../parameters.ts'
import type { RegisteredClient } from '../../registered-client.ts'
import { oauthError, refuse } from './answers.ts'
import { assertionProblem, readAssertion } from './client-assertion.ts'

/** A form that a client posts, on its way through the checks; they fill in what they find. */
export interface ClientCall {
  readonly core: Core
  readonly exchange: Exchange
  client: RegisteredClient | undefined
}

export type ClientCheck = Check<ClientCall>

const bodyIsForm: ClientCheck = ({ exchange }) => {
  const type = exchange.incoming.header('content-type') ?? ''
  return /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type)
    ? undefined
    : refuse('invalid_request', 'the body is not application/x-www-form-urlencoded')
}

const urlHasNoQuery: ClientCheck = ({ exchange }) =>
  exchange.incoming.query === ''
    ? undefined
    : refuse('invalid_request', 'the URL has a query, and parameters belong in the body')

/** Of a provider that takes id and secret from the URL too: nothing else belongs there. */
const urlHasCredentialsOnly: ClientCheck = ({ exchange: { query } }) =>
  query.pairs.every(([name]) => name === 'client_id' || name === 'client_secret') &&
  repeatedName(query) === undefined
    ? undefined
    : refuse('invalid_request', 'the URL has more than one client_id and client_secret')

const nothingIsRepeated: ClientCheck = ({ exchange: { form } }) => {
  const repeated = repeatedName(form)
  return repeated === undefined
    ? undefined
    : refuse('invalid_request', `${repeated} is there twice`)
}

const headerOrForm = ['client_secret_basic', 'client_secret_post']
const anywhere = [...headerOrForm, 'x_client_secret_query']

/** @param ways Whoever has a secret may send it in any of these, whichever of them was registered. */
const clientIsAuthenticated =
  (ways: readonly string[] = []): ClientCheck =>
  async (call) => {
    const { core, exchange } = call
    const { form } = exchange
    const header = exchange.incoming.header('authorization')
    const inBody = form.get('client_secret')
    const query = ways === anywhere ? exchange.query : noParameters
    const inUrl = query.get('client_secret')
    const assertion = form.get('client_assertion')
    exchange.clientId = form.get('client_id') ?? null
    if (header !== undefined && inBody !== undefined) {
      return refuse('invalid_request', 'the client authenticates in the header and in the body')
    }
    if (assertion !== undefined && (header ?? inBody ?? inUrl) !== undefined) {
      return refuse('invalid_request', 'the client authenticates by its secret and by an assertion')
    }
    if (inUrl !== undefined && (header ?? inBody) !== undefined) {
      return refuse('invalid_request', 'the client authenticates in the URL and elsewhere')
    }
    const basic = header === undefined ? undefined : decodeBasic(header)
    if (header !== undefined && !basic) {
      return invalidClient('the Authorization header is not a readable Basic header', header)
    }
    const asserted = assertion === undefined ? undefined : await readAssertion(assertion)
    if (assertion !== undefined && !asserted) {
      return invalidClient('the client assertion is no JWT', header)
    }
    const id = basic?.id ?? form.get('client_id') ?? query.get('client_id') ?? asserted?.clientId
    if (id === undefined) return invalidClient('the request has no client authentication', header)
    if (basic && form.has('client_id') && form.get('client_id') !== basic.id) {
      return refuse('invalid_request', 'client_id differs from the client in the header')
    }
    exchange.clientId = id
    const client = core.clients.get(id)
    if (!client) return invalidClient('no client is registered under this id', header)
    const method = basic
      ? 'client_secret_basic'
      : (asserted?.method ?? methodBySecret(inBody, inUrl))
    const isAnyWay = [method, client.authMethod].every((name) => ways.includes(name))
    if (method !== client.authMethod && !isAnyWay) {
      const because = `the client is registered for ${client.authMethod}, and used ${method}`
      return invalidClient(because, header)
    }
    if (assertion !== undefined) {
      const type = form.get('client_assertion_type')
      const problem = await assertionProblem(core, client, assertion, type)
      if (problem !== undefined) return invalidClient(problem, header)
    } else if (client.confidential && client.secret !== (basic?.secret ?? inBody ?? inUrl)) {
      return invalidClient('the client secret is wrong', header)
    }
    call.client = client
    return undefined
  }

const methodBySecret = (inBody: string | undefined, inUrl: string | undefined): string =>
  inBody !== undefined
    ? 'client_secret_post'
    : inUrl !== undefined
      ? 'x_client_secret_query'
      : 'none'

export const clientCallChecks: readonly ClientCheck[] = [
  bodyIsForm,
  urlHasNoQuery,
  nothingIsRepeated,
  clientIsAuthenticated(),
]

/** The same for a provider that takes a secret by Basic or in the form, as the client likes. */
export const clientCallChecksEitherWay: readonly ClientCheck[] = [
  bodyIsForm,
  urlHasNoQuery,
  nothingIsRepeated,
  clientIsAuthenticated(headerOrForm),
]

/** The same for a provider that takes a secret by Basic, in the form, or in the URL, as the client likes. */
export const clientCallChecksAnywhere: readonly ClientCheck[] = [
  bodyIsForm,
  urlHasCredentialsOnly,
  nothingIsRepeated,
  clientIsAuthenticated(anywhere),
]

/** RFC 6749 5.2: who tried by the header is told which scheme is wanted. */
function invalidClient(because: string, header: string | undefined): Rejection {
  const challenge = header === undefined ? {} : { 'WWW-Authenticate': 'Basic realm="clients"' }
  return { answer: oauthError('invalid_client', because, 401, challenge), because }
}

/** RFC 6749 2.3.1: id and secret are form-encoded before they are joined. */
function decodeBasic(header: string): { id: string; secret: string } | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header)?.[1]
  if (encoded === undefined) return undefined
  try {
    const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0))
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    const colon = text.indexOf(':')
    if (colon < 0) return undefined
    const decode = (part: string) => decodeURIComponent(part.replaceAll('+', ' '))
    return { id: decode(text.slice(0, colon)), secret: decode(text.slice(colon + 1)) }
  } catch {
    return undefined
  }
}
