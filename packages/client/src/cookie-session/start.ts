import { failure } from '../failure.ts'
import { invalid, refuseUnknown } from '../settings.ts'
import { secretOf } from '../start.ts'
import { secondsOf } from '../tokens.ts'
import type { Config } from './config.ts'
import { callOf } from './request.ts'
import type { CookieSessionStartOptions, CookieSessionTransaction } from './types.ts'

/** The authorization request, and what has to be kept for its answer. */
export async function start(
  config: Config,
  options?: CookieSessionStartOptions,
): Promise<{ url: string; transaction: CookieSessionTransaction }> {
  const { returnTo, silent = false, page, ...unknown } = options ?? {}
  refuseUnknown(unknown, 'start')
  if (returnTo !== undefined && typeof returnTo !== 'string') {
    invalid('returnTo', 'must be a string', 'E.g. /slots?day=2.', 'start')
  }
  if (silent && page !== undefined && isAnswer(page)) {
    const message = 'The provider has said already that nobody is signed in'
    throw failure(callOf('start', undefined), 'login_required', message, {
      hint: 'Show the login link: asking again would go round in circles.',
    })
  }
  const { clientId, callbackUri, endpoints } = config
  const transaction: CookieSessionTransaction = {
    provider: config.provider.id,
    clientId,
    callbackUri,
    nonce: secretOf(config),
    ...(returnTo !== undefined && { returnTo }),
    madeAt: secondsOf(config),
  }
  const callback = new URL(callbackUri)
  callback.searchParams.set('nonce', transaction.nonce)
  const url = new URL(silent ? endpoints.silentAuthorization : endpoints.authorization)
  url.searchParams.set('client_id', clientId)
  url.searchParams.set('response_type', 'code')
  url.searchParams.set('redirect_uri', endpoints.token)
  url.searchParams.set('callback_uri', callback.href)
  return { url: url.href, transaction }
}

/** However its query is ordered: seen, the provider's own script finds it only as the whole of the query. */
function isAnswer(page: string | URL): boolean {
  return URL.parse(String(page), 'https://any.example')?.searchParams.get('logged_in') === 'false'
}
