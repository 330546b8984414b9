/** Room for an address or a token, and for no more. */
const maxBytes = 8192

/** The fields of a posted form; none where the body is something else, or too long. */
export async function readForm({ headers, body }: Request): Promise<URLSearchParams> {
  const type = headers.get('content-type') ?? ''
  const isForm = body && /^application\/x-www-form-urlencoded\b/i.test(type)
  return new URLSearchParams(isForm ? await readShort(body) : '')
}

async function readShort(body: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) return ''
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
