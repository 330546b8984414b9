/** Requests as this provider has them, rewritten to what the standard's endpoints judge. */
import type { Core } from '../../core.ts'
import type { Exchange, Handler } from '../../exchange.ts'
import type { Outgoing } from '../../http-message.ts'
import { refuse } from '../standard/answers.ts'
import { asIfSent, rewritten } from '../standard/rewritten.ts'

/**
 * Documented: the client's credentials come in the header and in the body, save in a refresh. Chosen: where they need
 * not, as the data say, they still may; those in the body have to be right.
 */
export const sentTwice =
  (core: Core, handle: Handler): Handler =>
  (exchange) => {
    const { form } = exchange
    const isTwice =
      form.has('client_secret') && exchange.incoming.header('authorization') !== undefined
    const isWanted =
      core.provider.quirks?.includes('secret-sent-twice') &&
      form.get('grant_type') !== 'refresh_token'
    if (isWanted && !(isTwice && form.has('client_id'))) {
      return refused(exchange, 'the credentials are not both in the header and in the body')
    }
    if (!isTwice) return handle(exchange)
    const client = core.clients.get(form.get('client_id') ?? '')
    if (client?.secret !== form.get('client_secret')) {
      return refused(exchange, 'the credentials in the body are wrong')
    }
    return rewritten(exchange, (params) => params.delete('client_secret'), handle)
  }

function refused(exchange: Exchange, why: string): Outgoing {
  const { answer, because } = refuse('invalid_client', why, 401)
  exchange.rejection = because
  return answer
}

/** Documented: `redirect_url`. Seen: `redirect_uri`; where the data have no quirk, either is taken. */
export const redirectUrlRenamed =
  (core: Core, handle: Handler): Handler =>
  (exchange) => {
    const { form } = exchange
    const isOwn = core.provider.quirks?.includes('redirect-url-at-token')
    if (!form.has('redirect_url') && !isOwn) return handle(exchange)
    const rename = (params: URLSearchParams) => {
      const given = params.get('redirect_url')
      for (const name of ['redirect_url', 'redirect_uri']) params.delete(name)
      if (given !== null) params.set('redirect_uri', given)
    }
    return rewritten(exchange, rename, handle)
  }

/** Documented: id and secret as they are. The standard's checks want each form-encoded. */
export const basicEncoded =
  (core: Core, handle: Handler): Handler =>
  (exchange) => {
    const { header } = exchange.incoming
    const [, sent] = /^Basic +(\S+)$/i.exec(header('authorization') ?? '') ?? []
    if (!sent || !core.provider.quirks?.includes('basic-not-encoded')) return handle(exchange)
    const encoded = `Basic ${btoa(encodedCredentials(sent))}`
    const other = {
      header: (name: string) => (name === 'authorization' ? encoded : header(name)),
    }
    return asIfSent(exchange, other, handle)
  }

/** What cannot be read stays without a colon, which the checks refuse. */
function encodedCredentials(sent: string): string {
  try {
    const bytes = Uint8Array.from(atob(sent), (character) => character.charCodeAt(0))
    const [id = '', ...secret] = new TextDecoder().decode(bytes).split(':')
    return [id, ...(secret.length ? [secret.join(':')] : [])].map(encodeURIComponent).join(':')
  } catch {
    return ''
  }
}
