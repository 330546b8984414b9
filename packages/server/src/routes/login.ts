import { LoginError } from '@sso-login/client'
import { nothing, redirect } from '../answers.ts'
import { type Cookies, readCookies } from '../cookies.ts'
import { safeReturnTo } from '../return-to.ts'
import { switchUserParameters, switchUserUrl } from '../switch-user.ts'
import type { Parts, Route } from './route.ts'

/** `GET /login?return_to=&switch=1&scope=`: off to the provider. */
export const loginRoute: Route = async (request, parts) => {
  // A browser that only guesses where the visitor may go must not start a login there.
  if (isPrefetch(request)) return nothing()
  const { client, settings, transactions } = parts
  const query = new URL(request.url).searchParams
  const cookies = readCookies(request)
  const scopes = await scopesToAskFor(query.get('scope'), cookies, parts)
  const isSwitch = query.get('switch') === '1'
  const { url, transaction } = await client.start({
    returnTo: safeReturnTo(query.get('return_to'), settings.site),
    ...(scopes ? { scopes } : {}),
    ...(isSwitch ? { parameters: switchUserParameters(client.provider) } : {}),
  })
  const location = isSwitch ? switchUserUrl(client.provider, url) : url
  return redirect(location, await transactions.keep(transaction, cookies))
}

const isPrefetch = ({ headers }: Request) =>
  ['sec-purpose', 'purpose', 'x-moz'].some((name) => headers.get(name)?.includes('prefetch'))

/** Beside what is asked for, what the person granted already: a new grant takes the old one's place. */
async function scopesToAskFor(
  asked: string | null,
  cookies: Cookies,
  { client, sessions, grants }: Parts,
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
  const data = session && (await sessions.dataOf(session))
  const granted = data ? await grants.scopesOf(data.grantId) : []
  return client.scopes.filter((scope) => wanted.includes(scope) || granted.includes(scope))
}
