/** Requests as this provider has them, rewritten to what the standard's endpoints judge. */
import type { Quirk } from '@sso-login/providers'
import type { Core } from '../../core.ts'
import type { Exchange, Handler } from '../../exchange.ts'
import type { Outgoing } from '../../http-message.ts'
import { repeatedName } from '../../parameters.ts'
import { refuse } from '../standard/answers.ts'
import { asIfSent, rewritten } from '../standard/rewritten.ts'

/**
 * Whether the document's own form of a request is the only one. Seen: clients of others send what RFC 6749 has, and so do
 * the "third-party client libraries" that the document invites; unless it is strict, the mock takes that too.
 */
export const demands = ({ behaviour, provider }: Core, quirk: Quirk): boolean =>
  behaviour.strict && provider.quirks?.includes(quirk) === true

/** Documented: the client's credentials come in the header and in the body, save in a refresh. Those in the body have to be right. */
export const sentTwice =
  (core: Core, handle: Handler): Handler =>
  (exchange) => {
    const { form } = exchange
    const { header } = exchange.incoming
    const inBody = form.get('client_secret')
    const isTwice =
      inBody !== undefined && form.has('client_id') && header('authorization') !== undefined
    const isWanted =
      demands(core, 'secret-sent-twice') && form.get('grant_type') !== 'refresh_token'
    if (isWanted && !isTwice) {
      return refused(
        exchange,
        'client_id and client_secret are not both in the header and in the body',
      )
    }
    // Which of two would be right is not asked: they are refused (RFC 6749 3.2).
    if (inBody === undefined || repeatedName(form)) return handle(exchange)
    const client = core.clients.get(form.get('client_id') ?? '')
    if (client?.secret !== inBody) return refused(exchange, 'the credentials in the body are wrong')
    const body = new URLSearchParams(form.pairs as [string, string][])
    body.delete('client_secret')
    const sent = header('authorization') ?? basicOf(client.id, inBody)
    const other = {
      body: body.toString(),
      header: (name: string) => (name === 'authorization' ? sent : header(name)),
    }
    return asIfSent(exchange, other, handle)
  }

function refused(exchange: Exchange, why: string): Outgoing {
  const { answer, because } = refuse('invalid_client', why, 401)
  exchange.rejection = because
  return answer
}

/** Documented: `redirect_url`. Seen: `redirect_uri`. */
export const redirectUrlRenamed =
  (core: Core, handle: Handler): Handler =>
  (exchange) => {
    const given = exchange.form.get('redirect_url')
    if (given === undefined && !demands(core, 'redirect-url-at-token')) return handle(exchange)
    const rename = (params: URLSearchParams) => {
      for (const name of ['redirect_url', 'redirect_uri']) params.delete(name)
      if (given !== undefined) params.set('redirect_uri', given)
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
    const [id = '', secret] = credentialsIn(sent)
    const isEncoded = core.clients.get(id)?.secret !== secret
    if (isEncoded && !demands(core, 'basic-not-encoded')) return handle(exchange)
    const encoded = secret === undefined ? basicOf(id) : basicOf(id, secret)
    const other = {
      header: (name: string) => (name === 'authorization' ? encoded : header(name)),
    }
    return asIfSent(exchange, other, handle)
  }

/** RFC 6749 2.3.1. Without a secret there is no colon, which the checks refuse. */
const basicOf = (...credentials: string[]) =>
  `Basic ${btoa(credentials.map(encodeURIComponent).join(':'))}`

/** Nothing, where nothing can be read. */
function credentialsIn(sent: string): string[] {
  try {
    const bytes = Uint8Array.from(atob(sent), (character) => character.charCodeAt(0))
    const [id = '', ...secret] = new TextDecoder().decode(bytes).split(':')
    return secret.length ? [id, secret.join(':')] : [id]
  } catch {
    return []
  }
}
