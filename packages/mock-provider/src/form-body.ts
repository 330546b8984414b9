import { type Parameters, parametersOf, parseParameters } from './parameters.ts'

/** The media type of a Content-Type header, in lower case and without its parameters. */
export const mediaTypeOf = (contentType: string): string =>
  (contentType.split(';', 1)[0] as string).trim().toLowerCase()

export class MultipartError extends Error {}

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

/** The text fields of a multipart body (RFC 7578); files are passed over. */
function parseMultipart(contentType: string, body: string): Parameters {
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType)
  const mark = boundary?.[1] ?? boundary?.[2]
  if (mark === undefined) throw new MultipartError('Invalid boundary in multipart: None')
  const pairs: [string, string][] = []
  for (const part of `\r\n${body}`.split(`\r\n--${mark}`).slice(1)) {
    if (part.startsWith('--')) break
    const end = part.indexOf('\r\n\r\n')
    if (end < 0) continue
    const head = part.slice(0, end)
    const name = /^content-disposition:\s*form-data\b.*?;\s*name="([^"]*)"/im.exec(head)?.[1]
    if (name === undefined || /;\s*filename=/i.test(head)) continue
    pairs.push([name, part.slice(end + 4)])
  }
  return parametersOf(pairs)
}
