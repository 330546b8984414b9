import { isSame, readQuery } from '../callback.ts'
import { isLoginError, type LoginErrorCode } from '../errors.ts'
import { type Call, failure, isObject, isText } from '../failure.ts'
import { isList, refuseUnknown } from '../settings.ts'
import { takeOnce } from '../take-once.ts'
import { type Config, OWN_PARAMETERS } from './config.ts'
import { logout } from './logout.ts'
import { callOf, sessionOf } from './request.ts'
import type {
  CookieSession,
  CookieSessionFinishOptions,
  CookieSessionTransaction,
} from './types.ts'
import { type Person, readUser } from './user.ts'

/** From the callback to the person: match the nonce, take it, ask who it is. */
export async function finish(
  config: Config,
  callback: string | URL | Request,
  kept: CookieSessionTransaction | null | undefined,
  options?: CookieSessionFinishOptions,
): Promise<Person> {
  const { session = shownBy(config, callback), take, signal, ...unknown } = options ?? {}
  refuseUnknown(unknown, 'callback')
  const call = callOf('callback', signal)
  const response = await orSignedOut(config, call, session, async () => {
    const { query, transaction } = matchNonce(config, call, callback, kept)
    const expiresAt = transaction.madeAt + config.transactionTtlSeconds
    if (config.now() / 1000 >= expiresAt) {
      throw failure(call, 'transaction_expired', 'The login was started too long ago')
    }
    if (take) await takeOnce(call, take, transaction.nonce, expiresAt)
    return query
  })
  const nobody = response.get('logged_in') === 'false'
  const person = nobody ? null : await readUser(config, call, session)
  if (person) return person
  throw failure(call, 'login_required', 'Nobody is signed in at the provider', {
    hint: nobody
      ? 'Show the login link: asking again would go round in circles.'
      : `Its cookie ${config.provider.session.cookie} has to reach this host: share its domain.`,
  })
}

function shownBy({ provider }: Config, callback: string | URL | Request): CookieSession | null {
  const { headers } = Object(callback) as Partial<Request>
  return headers ? sessionOf(provider, { headers }) : 'browser'
}

/** What says nothing of whose callback it is. */
const OWN_CODES: readonly LoginErrorCode[] = ['transaction_used', 'store_error', 'aborted']

/** A browser that comes with somebody else's nonce may have been signed in as somebody else. */
async function orSignedOut<T>(
  config: Config,
  call: Call,
  session: CookieSession | null,
  check: () => Promise<T>,
): Promise<T> {
  try {
    return await check()
  } catch (error) {
    const isOwn = !isLoginError(error) || OWN_CODES.includes(error.code)
    if (isOwn) throw error
    await logout(config, session, { ...(call.signal && { signal: call.signal }) }).catch(
      (cause) => {
        const message = `${error.message}, and the visitor could not be signed out`
        throw failure(call, error.code, message, { cause })
      },
    )
    throw error
  }
}

function matchNonce(
  config: Config,
  call: Call,
  callback: string | URL | Request,
  kept: CookieSessionTransaction | null | undefined,
): { query: URLSearchParams; transaction: CookieSessionTransaction } {
  const query = readQuery(call, callback)
  if (kept === null || kept === undefined) {
    throw failure(call, 'transaction_missing', 'No login is waiting for this callback')
  }
  if (!isTransaction(kept)) {
    throw failure(call, 'transaction_invalid', 'The kept transaction is damaged')
  }
  call.secrets.add(kept.nonce)
  const { provider, clientId, callbackUri } = kept
  if (
    provider !== config.provider.id ||
    clientId !== config.clientId ||
    callbackUri !== config.callbackUri
  ) {
    throw failure(call, 'transaction_invalid', 'The transaction was made by another client')
  }
  const repeated = OWN_PARAMETERS.find((name) => query.getAll(name).length > 1)
  if (repeated) throw failure(call, 'callback_invalid', `The callback repeats ${repeated}`)
  if (!isSame(query.get('nonce') ?? '', kept.nonce)) {
    throw failure(call, 'state_mismatch', "The callback's nonce is not this login's")
  }
  return { query, transaction: kept }
}

function isTransaction(value: unknown): value is CookieSessionTransaction {
  if (!isObject(value)) return false
  const { provider, clientId, callbackUri, nonce, madeAt, returnTo } = value
  return (
    isList([provider, clientId, callbackUri, nonce], isText) &&
    Number.isFinite(madeAt) &&
    (returnTo === undefined || typeof returnTo === 'string')
  )
}
