import { json, nothing } from '../answers.ts'
import { asLoginError } from '../as-login-error.ts'
import { sha256Base64Url } from '../base64url.ts'
import { readForm } from '../form.ts'
import { providerSessionKey } from '../provider-session.ts'
import { endSessions } from '../sign-out.ts'
import { stored } from '../stored.ts'
import type { Parts, Route } from './route.ts'

/**
 * `POST /backchannel-logout`: the provider itself says that a person, or one session of theirs, is signed out (OpenID
 * Connect Back-Channel Logout 1.0 2.5 to 2.8).
 */
export const backchannelLogoutRoute: Route = async (request, parts) => {
  try {
    await signOut((await readForm(request)).get('logout_token') ?? '', parts)
    return nothing()
  } catch (error) {
    const failed = asLoginError(error, 'logout')
    parts.settings.emit({ type: 'request.failed', error: failed })
    // A token that does not hold will not hold next time either; anything else is worth another try of the provider's.
    const status = failed.code === 'invalid_token' ? 400 : 503
    return json({ error: 'invalid_request' }, status)
  }
}

async function signOut(logoutToken: string, parts: Parts): Promise<void> {
  const { client, settings } = parts
  const { provider } = client
  // Only sites of OpenID providers load it.
  const { readLogoutToken } = await import('@sso-login/client/logout-token')
  const token = await readLogoutToken(client, logoutToken)
  const { sessions } = settings.store
  const { subject, sessionId, expiresAt } = token
  const mark = `logout ${await sha256Base64Url(`${provider.id} ${token.tokenId}`)}`
  // A copy of it would end what the person has begun since.
  if (await stored('logout', () => sessions.get(mark))) return
  const session = sessionId === undefined ? undefined : providerSessionKey(provider, sessionId)
  const userKeys =
    subject === undefined ? await usersOf(session ?? '', parts) : [`${provider.id}:${subject}`]
  for (const userKey of userKeys) await endSessions(userKey, parts, session)
  // Not before: where that fails half-way, the provider tries again with the same token.
  await stored('logout', () => sessions.create({ id: mark, userId: mark, data: '', expiresAt }))
}

/** Whose a session of the provider is, by what began in it here. */
async function usersOf(session: string, { settings: { store } }: Parts): Promise<string[]> {
  const found = await stored('logout', () =>
    Promise.all([
      store.sessions.listByProviderSession(session),
      store.grants.listByProviderSession(session),
    ]),
  )
  return [...new Set(found.flat().map(({ userId }) => userId))]
}
