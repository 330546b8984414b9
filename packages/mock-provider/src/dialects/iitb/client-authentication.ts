/** Who calls the token and revocation endpoints: by Basic, in the body, or by client_id alone (seen). */
import type { Core } from '../../core.ts'
import type { Exchange } from '../../exchange.ts'
import type { RegisteredClient } from '../../registered-client.ts'
import { utf8 } from './python-charset.ts'
import { isAscii, unquotePlus } from './python-text.ts'

export type ClientAuthentication =
  | { readonly client: RegisteredClient }
  | { readonly failure: string }

export function authenticateClient(core: Core, exchange: Exchange): ClientAuthentication {
  const { form } = exchange
  const encoded = basicText(exchange.incoming.header('authorization'))
  const id = form.get('client_id')
  const secret = form.get('client_secret')
  exchange.clientId = id ?? null

  // Once a client is found it stays: a right secret in the body is compared with the client of the header.
  let found: RegisteredClient | undefined
  if (encoded === undefined && !(id && secret)) {
    found = core.clients.get(id ?? '')
    if (found && !found.confidential) return { client: found }
  }
  let failure = 'the request has no client authentication'
  if (encoded !== undefined) {
    const basic = decodeBasic(encoded)
    if (basic) {
      exchange.clientId = basic.id
      found ??= core.clients.get(basic.id)
      if (found && matches(found, basic.secret)) return { client: found }
      failure = found
        ? 'the client secret in the Basic header is wrong'
        : 'no client is registered under the id in the Basic header'
    } else failure = 'the Basic header cannot be decoded'
  }
  found ??= core.clients.get(id ?? '')
  if (found && matches(found, secret)) return { client: found }
  if (encoded === undefined && id !== undefined) {
    if (!found) failure = 'no client is registered under this client_id'
    else if (secret) failure = 'the client secret in the body is wrong'
    else failure = 'the client is confidential, and sent its client_id alone'
  }
  return { failure }
}

/** A public client has a secret too, which nobody knows: none ever matches. */
const matches = (client: RegisteredClient, secret: string | undefined): boolean =>
  client.secret !== null && client.secret === secret

/** What follows the scheme; its name is case-sensitive here. */
function basicText(header: string | undefined): string | undefined {
  return header?.startsWith('Basic ') && header.length > 6 ? header.slice(6) : undefined
}

/** RFC 6749 2.3.1: id and secret are form-encoded before they are joined. */
function decodeBasic(encoded: string): { id: string; secret: string } | undefined {
  const text = lenientBase64(encoded)
  if (text === undefined) return undefined
  const colon = text.indexOf(':')
  if (colon < 0) return undefined
  return { id: unquotePlus(text.slice(0, colon)), secret: unquotePlus(text.slice(colon + 1)) }
}

/** Text in UTF-8. Characters outside the alphabet are passed over; the padding must be there. */
function lenientBase64(text: string): string | undefined {
  const clean = text.replace(/[^A-Za-z0-9+/=]/g, '')
  const padding = clean.indexOf('=')
  const data = padding < 0 ? clean : clean.slice(0, padding)
  const missing = (4 - (data.length % 4)) % 4
  if (missing === 3 || clean.length - data.length < missing) return undefined
  const binary = atob(data)
  if (isAscii(binary)) return binary
  try {
    return utf8.decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)))
  } catch {
    return undefined
  }
}
