/** The body of an API request, as Django REST framework parses it (seen). */
import type { Exchange } from '../../exchange.ts'
import { MultipartError, mediaTypeOf } from '../../form-body.ts'
import { noParameters, type Parameters } from '../../parameters.ts'
import { charsetOf } from './python-charset.ts'

/** JSON of any kind, or the fields of a form. */
export type ApiBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'form'; readonly fields: Parameters }

export type ParsedBody =
  | ApiBody
  | { readonly kind: 'problem'; readonly status: 400 | 415; readonly detail: string }

/** The framework compares both ways round: a wildcard fits the first that it can read. */
const jsonTypes = ['application/json', 'application/*', '*/json', '*/*']

export function parseApiBody(exchange: Exchange): ParsedBody {
  const { body, bytes, header } = exchange.incoming
  // The server puts this in where a request names no type.
  const type = header('content-type') ?? 'text/plain'
  const mediaType = mediaTypeOf(type)
  const isForm =
    mediaType === 'application/x-www-form-urlencoded' || mediaType === 'multipart/form-data'
  if (body === '') {
    return isForm ? { kind: 'form', fields: noParameters } : { kind: 'json', value: {} }
  }
  if (isForm) {
    try {
      return { kind: 'form', fields: exchange.form }
    } catch (error) {
      if (!(error instanceof MultipartError)) throw error
      const detail = `Multipart form parse error - ${error.message}`
      return { kind: 'problem', status: 400, detail }
    }
  }
  if (!jsonTypes.includes(mediaType)) {
    return { kind: 'problem', status: 415, detail: `Unsupported media type "${type}" in request.` }
  }
  try {
    return { kind: 'json', value: JSON.parse(bytes ? charsetOf(type).decode(bytes) : body) }
  } catch {
    const detail = 'JSON parse error - Expecting value: line 1 column 1 (char 0)'
    return { kind: 'problem', status: 400, detail }
  }
}
