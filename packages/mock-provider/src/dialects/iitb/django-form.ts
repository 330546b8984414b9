/** Forms as the web framework under the provider reads them (seen). */
import type { FormReader } from '../../exchange.ts'
import { FormError, parseForm } from '../../form-body.ts'
import type { Incoming } from '../../http-message.ts'
import { type Parameters, parametersOf, parseParameters } from '../../parameters.ts'
import { type Charset, charsetOf, latin1, utf8 } from './python-charset.ts'

const fieldLimit = 1000

class TooManyFieldsError extends FormError {
  constructor() {
    super(`it has more than ${fieldLimit} fields`)
  }
}

/** Of the framework's default settings; files do not count, and what the API reads as JSON does not either. */
const formLimitBytes = 2_621_440

class TooLargeError extends FormError {
  constructor() {
    super(`it has more than ${formLimitBytes} bytes`)
  }
}

/** Counted by the ampersands, of a query or a form. */
export const hasTooManyFields = (text: string): boolean =>
  text.length >= fieldLimit && text.split('&', fieldLimit + 1).length > fieldLimit

/** The API reads forms under a content type in any case. */
export const readApiForm: FormReader = (contentType, incoming) => {
  const fields = /^\s*application\/x-www-form-urlencoded\s*(?:;|$)/i.test(contentType)
    ? parseUrlEncoded(contentType, incoming)
    : parseForm(contentType, incoming.body)
  if (fields && fields.pairs.length > fieldLimit) throw new TooManyFieldsError()
  return fields
}

/** The pages compare the content type letter by letter. */
export const readPageForm: FormReader = (contentType, incoming) => {
  const [type = ''] = contentType.split(';', 1)
  return type === type.toLowerCase() ? readApiForm(contentType, incoming) : undefined
}

function parseUrlEncoded(contentType: string, incoming: Incoming): Parameters {
  const { body } = incoming
  if (body.length > formLimitBytes) throw new TooLargeError()
  if (hasTooManyFields(body)) throw new TooManyFieldsError()
  const charset = charsetOf(contentType)
  if (charset === utf8 && !body.includes('\ufffd')) return parseParameters(body)
  const { bytes } = incoming
  if (bytes === undefined) return parseParameters(body)
  const parts = decodeBody(charset, bytes)
    .split('&')
    .filter((part) => part !== '')
  return parametersOf(
    parts.map((part) => {
      const [name = '', ...value] = part.split('=').map((text) => unquote(text, charset))
      return [name, value.join('=')]
    }),
  )
}

function decodeBody(charset: Charset, bytes: Uint8Array): string {
  try {
    return charset.decode(bytes)
  } catch {
    return latin1.decode(bytes)
  }
}

const unquote = (text: string, charset: Charset): string =>
  text
    .replaceAll('+', ' ')
    .replace(/(?:%[0-9A-F]{2})+/gi, (escapes) =>
      charset.decodeLeniently(
        Uint8Array.from(escapes.slice(1).split('%'), (hex) => Number.parseInt(hex, 16)),
      ),
    )
