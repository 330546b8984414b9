/** The authorization request by a script (`allow_ajax=true`). */

import { codeOf, failure } from '../failure.ts'
import { isInsecure } from '../settings.ts'
import type { CallOptions } from '../types.ts'
import type { Domain } from './config.ts'
import { ask, callOf, refusal } from './request.ts'
import type { CookieSession } from './types.ts'

export async function authorize(
  domain: Domain,
  request: URL,
  session: CookieSession | null,
  options?: CallOptions,
): Promise<string> {
  const call = callOf('start', options?.signal)
  const url = new URL(request)
  url.searchParams.set('allow_ajax', 'true')
  const answer = await ask(domain, call, session, url.href)
  const { status, json = {} } = answer
  if (status !== 200) {
    const code = status === 401 && !json.error ? 'login_required' : codeOf(json.error)
    throw refusal(call, answer, code, 'The provider did not authorize the login')
  }
  // Documented: `redirect_url`; seen: `redirect_uri`.
  const target = json.redirect_url ?? json.redirect_uri
  const parsed = typeof target === 'string' ? URL.parse(target) : null
  if (!parsed || isInsecure(parsed)) {
    throw failure(call, 'response_invalid', 'The provider does not say where to go')
  }
  return parsed.href
}
