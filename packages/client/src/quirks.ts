/**
 * The one place where the client acts on a provider's quirks. Loaded only for a provider that has some, and before
 * the request goes out: tokens whose answer cannot be read would be lost.
 */
import type { Quirk } from '@sso-login/providers'
import { type Config, invalid } from './config.ts'
import { codeOfDetail, flattenDetail } from './detail.ts'
import type { EndpointAnswer, EndpointRequest } from './endpoint.ts'
import { type Call, codeOf } from './failure.ts'

/** What a quirk changes. */
interface Handling {
  /** The members of a request that are other than the standard has them; a secret that it puts into a URL it adds to `call.secrets`. */
  readonly request?: (
    request: EndpointRequest,
    config: Config,
    call: Call,
  ) => Partial<EndpointRequest>
  /** The members of an answer that read otherwise. */
  readonly answer?: (answer: EndpointAnswer, call: Call) => Partial<EndpointAnswer>
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
    read = { ...read, ...change?.(read, call) }
  }
  const standardName = config.provider.errorNames?.[read.json.error as string]
  return standardName ? { ...read, code: codeOf(standardName) } : read
}
