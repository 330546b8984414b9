import type { RequestLike } from './cookies.ts'
import { invalid } from './invalid.ts'

/** Looks no further than it must: it is part of every request's price. */
export const isRequest = (value: Partial<RequestLike> | null | undefined): boolean =>
  typeof value?.headers === 'object' && value.headers !== null

export const noRequest = () =>
  invalid(
    'request',
    'What was given as the request has no headers.',
    'Pass the framework’s own request, whole; of Hono it is context.req.raw.',
    { step: 'session' },
  )

/** @throws LoginError `invalid_config`, key `request`, for what is neither a `Request` nor one of Node's. */
export function checkRequest(value: RequestLike): void {
  if (!isRequest(value)) throw noRequest()
}

/** @throws LoginError `invalid_config`, key `request`, for what is no `Request`. */
export function checkWebRequest(value: Request): void {
  checkRequest(value)
  if (typeof value.headers.get === 'function' && URL.canParse(value.url)) return
  throw invalid(
    'request',
    'fetch of a login takes a Request.',
    'Of Node’s own requests login.node() makes one, of Express’s login.express().',
    { step: 'session' },
  )
}
