import { LoginError } from '@sso-login/client'
import { nothing, redirect } from '../answers.ts'
import { type Cookies, readCookies } from '../cookies.ts'
import { hasPrompt } from '../prompts.ts'
import { switchUserParameters, switchUserUrl } from '../switch-user.ts'
import { isAskedAgain, isPrefetch, loginRequired, readLoginRequest } from './login-request.ts'
import type { Parts, Route } from './route.ts'

/**
 * `GET /login?return_to=&switch=1&scope=&prompt=none&popup=1`: off to the provider. `switch`: to sign in as somebody
 * else; `scope`: for what is missing; `prompt=none`: without a page for the visitor, so that it works or fails at once;
 * `popup`: ending on a page that closes.
 */
export const loginRoute: Route = async (request, parts) => {
  if (isPrefetch(request)) return nothing()
  const { client, settings, transactions } = parts
  const { provider } = client
  const asked = readLoginRequest(request, settings.site)
  const { returnTo, popup, isSwitch, isSilent } = asked
  // Without the prompt it would show its login page all the same.
  if (isAskedAgain(asked) || (isSilent && !hasPrompt(provider, 'none'))) {
    return loginRequired(asked, settings.site)
  }
  const cookies = readCookies(request)
  const scope = new URL(request.url).searchParams.get('scope')
  const scopes = await scopesToAskFor(scope, cookies, parts)
  const { url, transaction } = await client.start({
    returnTo,
    ...(scopes ? { scopes } : {}),
    ...(isSilent ? { parameters: { prompt: 'none' } } : {}),
    ...(isSwitch ? { parameters: switchUserParameters(provider) } : {}),
  })
  const cookie = await transactions.keep({ ...transaction, ...(popup && { popup }) }, cookies)
  settings.emit({ type: 'login.started', provider: provider.id, silent: isSilent })
  return redirect(isSwitch ? switchUserUrl(provider, url) : url, cookie)
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
