import type { CallOptions } from '../types.ts'
import type { Domain } from './config.ts'
import { ask, callOf, refusal } from './request.ts'
import type { CookieSession } from './types.ts'

/** Signs out on all domains; who is signed out already is so (401). */
export async function logout(
  domain: Domain,
  session: CookieSession | null,
  options?: CallOptions,
): Promise<void> {
  if (session === null) return
  const call = callOf('logout', options?.signal)
  const answer = await ask(domain, call, session, domain.endpoints.logout, { accept: '*/*' })
  if (answer.status < 300 || answer.status === 401) return
  throw refusal(call, answer, 'provider_error', 'The provider did not sign the visitor out')
}
