import { LoginError } from '@sso-login/client'
import { nothing, redirect } from '../answers.ts'
import { type Cookies, readCookies } from '../cookies.ts'
import { hasPrompt } from '../prompts.ts'
import { safeReturnTo, withError } from '../return-to.ts'
import { pathOf, type Site } from '../site.ts'
import { switchUserParameters, switchUserUrl } from '../switch-user.ts'
import type { Parts, Route } from './route.ts'

/**
 * `GET /login?return_to=&switch=1&scope=&prompt=none&popup=1`: off to the provider. `switch`: to sign in as somebody
 * else; `scope`: for what is missing; `prompt=none`: without a page for the visitor, so that it works or fails at once;
 * `popup`: ending on a page that closes.
 */
export const loginRoute: Route = async (request, parts) => {
  // A browser that only guesses where the visitor may go must not start a login there.
  if (isPrefetch(request)) return nothing()
  const { client, settings, transactions } = parts
  const { provider } = client
  const query = new URL(request.url).searchParams
  const cookies = readCookies(request)
  const returnTo = safeReturnTo(query.get('return_to'), settings.site)
  const isPopup = query.get('popup') === '1'
  const isSwitch = query.get('switch') === '1'
  const isSilent = isToBeSilent(query)
  // It would show its login page all the same.
  if (isSilent && !hasPrompt(provider, 'none')) return loginRequired(query, settings.site)
  const scopes = await scopesToAskFor(query.get('scope'), cookies, parts)
  const { url, transaction } = await client.start({
    returnTo,
    ...(scopes ? { scopes } : {}),
    ...(isSilent ? { parameters: { prompt: 'none' } } : {}),
    ...(isSwitch ? { parameters: switchUserParameters(provider) } : {}),
  })
  const kept = isPopup ? { ...transaction, popup: true as const } : transaction
  const cookie = await transactions.keep(kept, cookies)
  settings.emit({ type: 'login.started', provider: provider.id, silent: isSilent })
  return redirect(isSwitch ? switchUserUrl(provider, url) : url, cookie)
}

export const isPrefetch = ({ headers }: Request) =>
  ['sec-purpose', 'purpose', 'x-moz'].some((name) => headers.get(name)?.includes('prefetch'))

/** Whoever wants to be somebody else needs a page. */
export const isToBeSilent = (query: URLSearchParams): boolean =>
  query.get('prompt') === 'none' && query.get('switch') !== '1'

/** What a login without a page comes to where there has to be one. */
export function loginRequired(query: URLSearchParams, site: Site): Response {
  const isPopup = query.get('popup') === '1'
  const end = isPopup ? pathOf(site, 'done') : safeReturnTo(query.get('return_to'), site)
  return redirect(withError(end, 'login_required'))
}

/**
 * Beside what is asked for, what the person granted already, since a new grant takes the old one's place, and what the
 * site requires. Null, for everything, where nobody knows what was granted.
 */
async function scopesToAskFor(
  asked: string | null,
  cookies: Cookies,
  { client, sessions, grants, partsOf, settings: { requiredScopes } }: Parts,
): Promise<readonly string[] | null> {
  const wanted = asked?.split(' ').filter(Boolean) ?? []
  if (wanted.length === 0) return null
  if (wanted.some((scope) => !client.scopes.includes(scope))) {
    throw new LoginError({
      code: 'invalid_scope',
      step: 'start',
      message: 'The login route was asked for a scope that is not among the client’s scopes.',
      hint: `They are: ${client.scopes.join(', ')}.`,
    })
  }
  const session = await sessions.read(cookies)
  // Of another provider they say nothing.
  if (!session || partsOf(session.record.userId)?.client !== client) return null
  const data = await sessions.dataOf(session)
  const tokens = data && (await grants.tokensOf(data.grantId))
  if (!tokens) return null
  // Without `openid` it would be no OpenID Connect login at all (Core 3.1.2.1).
  const kept = [...wanted, ...tokens.scopes, ...requiredScopes, 'openid']
  return client.scopes.filter((scope) => kept.includes(scope))
}
