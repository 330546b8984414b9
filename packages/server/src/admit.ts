import { type Identity, LoginError, type Tokens } from '@sso-login/client'
import type { Parts } from './routes/route.ts'
import type { SessionUser } from './session-user.ts'

/** Who comes in, as their session will know them. */
export interface Admitted {
  readonly user: SessionUser
  readonly userKey: string
}

/**
 * Reads what the site wants to know of a person, asks it whether they may come in, and tells it that they do.
 * @throws LoginError `not_allowed`, with the site's reason as `hint` and the scopes that its rule went without as `missing`.
 */
export async function admit(
  tokens: Tokens,
  { id, name, picture }: Identity,
  { client, settings: { hooks, keys, ...settings } }: Parts,
): Promise<Admitted> {
  const userKey = `${client.provider.id}:${id}`
  const user = { id: keys.userIdOf(userKey), name, ...(picture ? { picture } : {}) }
  const fields = settings.fields.filter((field) => Object.hasOwn(client.provider.resources, field))
  const resources = fields.length > 0 ? await client.user(tokens, fields) : { missing: [] }
  const verdict = hooks.allow ? await hooks.allow(resources) : true
  if (verdict !== true) {
    const scopes = resources.missing.map((field) => client.provider.resources[field]?.scope)
    throw notAllowed(
      verdict,
      tokens.missing.filter((scope) => scopes.includes(scope)),
    )
  }
  await hooks.onLogin?.({ user, resources, tokens })
  return { user, userKey }
}

export const notAllowed = (verdict: unknown, missing: readonly string[]) =>
  new LoginError({
    code: 'not_allowed',
    step: 'callback',
    message: 'The site does not let this person in.',
    ...(typeof verdict === 'string' && verdict ? { hint: verdict } : {}),
    ...(missing.length > 0 ? { missing } : {}),
  })
