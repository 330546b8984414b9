import { type Parameters, parametersOf, parseParameters } from './parameters.ts'

/** The media type of a Content-Type header, in lower case and without its parameters. */
export const mediaTypeOf = (contentType: string): string =>
  (contentType.split(';', 1)[0] as string).trim().toLowerCase()

/** A form that cannot be read, and why. */
export class FormError extends Error {}

export class MultipartError extends FormError {}

/** A form body, url-encoded or multipart; undefined where the content type is no form's. @throws MultipartError */
export function parseForm(contentType: string, body: string): Parameters | undefined {
  switch (mediaTypeOf(contentType)) {
    case 'application/x-www-form-urlencoded':
      return parseParameters(body)
    case 'multipart/form-data':
      return parseMultipart(contentType, body)
    default:
      return undefined
  }
}

/** A parameter of a header, with or without quotes. */
export const headerParameter = (header: string, name: string): string | undefined => {
  if (!header.includes(';')) return undefined
  const match = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^\\s;]*))`, 'i').exec(header)
  return match?.[1] ?? match?.[2]
}

/** Longer than RFC 2046 5.1.1 allows: so do the common libraries. */
const boundary = /^[ -~]{0,200}[!-~]$/

/** The text fields of a multipart body (RFC 7578), and the names of its files. */
function parseMultipart(contentType: string, body: string): Parameters {
  const mark = headerParameter(contentType, 'boundary')
  if (mark === undefined || !boundary.test(mark)) {
    throw new MultipartError(`Invalid boundary in multipart: ${mark ?? 'None'}`)
  }
  const pairs: [string, string][] = []
  const files: string[] = []
  // What stands before the first boundary is read like a part too.
  for (const part of `\r\n${body}`.split(`\r\n--${mark}`)) {
    if (part.startsWith('--')) break
    const end = part.indexOf('\r\n\r\n')
    if (end < 0) continue
    const disposition = /^content-disposition:(.*)$/im.exec(part.slice(0, end))?.[1] ?? ''
    const name = headerParameter(disposition, 'name')
    if (name === undefined) continue
    if (headerParameter(disposition, 'filename')) files.push(name)
    else pairs.push([name, part.slice(end + 4)])
  }
  return { ...parametersOf(pairs), files }
}
