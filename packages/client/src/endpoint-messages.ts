/** What goes to an endpoint of the provider and what comes back, as quirks may bend it. */
import type { LoginErrorCode, LoginErrorDetails } from './errors.ts'

/** What goes to the token, revocation or introspection endpoint. */
export interface EndpointRequest {
  readonly endpoint: 'token' | 'revocation' | 'introspection'
  readonly url: string
  readonly method: 'POST' | 'GET'
  readonly headers: Headers
  /** The parameters; `null` where they stand in the URL. */
  readonly body: URLSearchParams | null
}

/** What came back, and how it reads. */
export interface EndpointAnswer extends Pick<LoginErrorDetails, 'fields'> {
  readonly endpoint: EndpointRequest['endpoint'] | 'userinfo'
  readonly status: number
  /** The JSON object that came, or an empty one. */
  readonly json: Record<string, unknown>
  readonly isRefused: boolean
  /** Where the provider has words of its own for a refusal: what they mean, and what they are. */
  readonly code?: LoginErrorCode
  readonly description?: unknown
}
