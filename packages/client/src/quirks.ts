/**
 * The one place where the client acts on a provider's quirks. Loaded only for a provider that has some, and before
 * the request goes out: tokens whose answer cannot be read would be lost.
 */
import type { Quirk } from '@sso-login/providers'
import type { Config } from './config.ts'
import { codeOfDetail, flattenDetail } from './detail.ts'
import type { EndpointAnswer, EndpointRequest } from './endpoint-messages.ts'
import { type Call, codeOf, scalarOf } from './failure.ts'
import { decodePart } from './jwt.ts'
import { invalid } from './settings.ts'

/** What a quirk changes. */
interface Handling {
  /** The members of a request that are other than the standard has them; a secret that it puts into a URL it adds to `call.secrets`. */
  readonly request?: (
    request: EndpointRequest,
    config: Config,
    call: Call,
  ) => Partial<EndpointRequest>
  /** The members of an answer that read otherwise. */
  readonly answer?: (answer: EndpointAnswer, call: Call, config: Config) => Partial<EndpointAnswer>
  /** Claims that an id_token may leave out, and what they are taken for while the others are judged. */
  readonly assumedClaims?: (nonce: string | undefined) => Readonly<Record<string, unknown>>
}

const isRefresh = ({ body }: EndpointRequest) => body?.get('grant_type') === 'refresh_token'

/** The same request with some parameters set anew. */
const setting = (
  { body }: EndpointRequest,
  parameters: Readonly<Record<string, string>>,
): Pick<EndpointRequest, 'body'> => ({
  body: new URLSearchParams({ ...Object.fromEntries(body ?? []), ...parameters }),
})

/** A user API that leaves out `sub` may still not contradict the id_token (OpenID Connect Core 5.3.2). */
const withSubOfIdToken: Handling['answer'] & {} = (
  { endpoint, isRefused, json },
  { idToken },
  { provider },
) => {
  if (endpoint !== 'userinfo' || isRefused || !idToken) return {}
  const claims = decodePart(idToken.split('.')[1]) ?? {}
  const isSame = (name: string) =>
    [claims[name], json[name]].includes(undefined) || claims[name] === json[name]
  return isSame('sub') && isSame(provider.identity.id)
    ? { json: { ...json, sub: claims.sub } }
    : { isRefused: true, code: 'response_invalid' }
}

const handlings: Readonly<Record<Quirk, Handling>> = {
  'errors-with-status-200': {
    answer: ({ isRefused, json }) => ({ isRefused: isRefused || json.error !== undefined }),
  },

  'scopes-by-comma': {
    answer: ({ json }) =>
      typeof json.scope === 'string'
        ? { json: { ...json, scope: json.scope.replaceAll(',', ' ') } }
        : {},
  },

  'errors-in-detail': {
    answer({ isRefused, status, json: { error, error_description, detail } }, call) {
      if (!isRefused || error) return {}
      const { description, fields } = flattenDetail(call, detail)
      const code = fields
        ? 'invalid_request'
        : [400, 401].includes(status)
          ? codeOfDetail(detail)
          : undefined
      return {
        ...(description !== undefined && { description: error_description ?? description }),
        ...(fields && { fields }),
        ...(code && { code }),
      }
    },
  },

  'secret-sent-twice': {
    request(request, { auth: { secrets }, clientId }) {
      const [secret] = secrets
      if (!secret || isRefresh(request) || request.endpoint === 'revocation') return {}
      return setting(request, { client_id: clientId, client_secret: secret })
    },
  },

  'basic-not-encoded': {
    request({ headers }, { auth: { secrets }, clientId }) {
      if (!headers.get('authorization')?.startsWith('Basic ')) return {}
      const bytes = new TextEncoder().encode(`${clientId}:${secrets[0]}`)
      const literal = new Headers(headers)
      literal.set('authorization', `Basic ${btoa(String.fromCharCode(...bytes))}`)
      return { headers: literal }
    },
  },

  'redirect-url-at-token': {
    request({ body }) {
      if (!body?.has('redirect_uri')) return {}
      const { redirect_uri: redirectUri, ...rest } = Object.fromEntries(body)
      return { body: new URLSearchParams({ ...rest, redirect_url: redirectUri as string }) }
    },
  },

  'scope-with-code': {
    request: (request, _config, { scopes = [] }) =>
      request.body?.has('code') ? setting(request, { scope: scopes.join(' ') }) : {},
  },

  'revokes-by-get': {
    request({ endpoint, url, headers, body }, { provider }, { accessToken, secrets }) {
      if (endpoint !== 'revocation') return {}
      const token = accessToken || (body?.get('token') as string)
      secrets.add(token)
      const target = new URL(url)
      target.searchParams.set(provider.revocationParameter ?? 'token', token)
      const asking = new Headers(headers)
      asking.set('accept', 'application/json')
      asking.delete('content-type')
      return { method: 'GET', url: target.href, headers: asking, body: null }
    },
    answer({ endpoint, json: { status, message } }) {
      if (endpoint !== 'revocation') return {}
      const failed = status === 'FAILED'
      // What the token of a logout after an hour is: as dead as it shall be (RFC 7009 2.2).
      const isOver = failed && message === 'Access token is either invalid or expired.'
      return {
        isRefused: status !== 'SUCCESS' && !isOver,
        description: message,
        ...(failed && { code: 'invalid_token' }),
      }
    },
  },

  'subject-not-promised': {
    answer: withSubOfIdToken,
    assumedClaims: () => ({ sub: 'nobody' }),
  },

  'answers-without-sub': {
    answer(answer, call, config) {
      const { endpoint, json } = answer
      if (endpoint !== 'introspection') return withSubOfIdToken(answer, call, config)
      const { sub = json[config.provider.identity.id] } = json
      return { json: { ...json, sub } }
    },
  },

  'refresh-with-scope': {
    request: (request, _config, { scopes = [] }) =>
      isRefresh(request) ? setting(request, { scope: scopes.join(' ') }) : {},
  },

  'nonce-not-promised': {
    assumedClaims: (nonce) => (nonce === undefined ? {} : { nonce }),
  },
}

function* handlingsOf({ quirks = [] }: Config['provider']): Generator<Handling> {
  for (const quirk of quirks) {
    if (!Object.hasOwn(handlings, quirk)) {
      invalid('provider.quirks', 'must be as the type Quirk says', 'See @sso-login/providers.')
    }
    yield handlings[quirk]
  }
}

/** A request as the provider wants it. */
export function bendRequest(config: Config, call: Call, request: EndpointRequest): EndpointRequest {
  let bent = request
  for (const { request: change } of handlingsOf(config.provider)) {
    bent = { ...bent, ...change?.(bent, config, call) }
  }
  return bent
}

/** An answer as the standard would have it. */
export function readAnswer(config: Config, call: Call, answer: EndpointAnswer): EndpointAnswer {
  let read = answer
  for (const { answer: change } of handlingsOf(config.provider)) {
    read = { ...read, ...change?.(read, call, config) }
  }
  const standardName = config.provider.errorNames?.[scalarOf(read.json.error)]
  return standardName ? { ...read, code: codeOf(standardName) } : read
}

/** What an id_token of the provider may leave out, as if it were there. */
export const assumedClaims = (
  { provider }: Config,
  nonce: string | undefined,
): Readonly<Record<string, unknown>> =>
  Object.assign(
    {},
    ...[...handlingsOf(provider)].map((handling) => handling.assumedClaims?.(nonce)),
  )
