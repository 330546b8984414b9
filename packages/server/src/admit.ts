import { type Identity, LoginError, type Tokens } from '@sso-login/client'
import { asHookError } from './as-login-error.ts'
import type { Hooks } from './hooks.ts'
import type { Settings } from './options.ts'
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
  identity: Identity,
  { client, settings }: Parts,
): Promise<Admitted> {
  const { resources: known } = client.provider
  const person = personOf(identity, client, settings)
  const fields = settings.fields.filter((field) => Object.hasOwn(known, field))
  const resources = fields.length > 0 ? await client.user(tokens, fields) : { missing: [] }
  const scopes = resources.missing.map((field) => known[field]?.scope)
  const missing = tokens.missing.filter((scope) => scopes.includes(scope))
  await letIn({ user: person.user, resources, tokens }, settings.hooks, missing)
  return person
}

export function personOf(
  { id, name, picture }: Identity,
  { provider }: { readonly provider: { readonly id: string } },
  { keys }: Pick<Settings, 'keys'>,
): Admitted {
  const userKey = `${provider.id}:${id}`
  const user = { id: keys.userIdOf(userKey), name, ...(picture ? { picture } : {}) }
  return { user, userKey }
}

interface Asked<I> {
  allow?: Hooks['allow']
  onLogin?: (signIn: I) => unknown
}

/**
 * Asks the site whether somebody may come in, and tells it that they do.
 * @param missing Scopes that its rule goes without.
 * @throws LoginError `not_allowed`, as `admit`.
 */
export async function letIn<I extends { readonly resources: Readonly<Record<string, unknown>> }>(
  signIn: I,
  { allow, onLogin }: Asked<I>,
  missing: readonly string[],
): Promise<void> {
  const verdict = allow ? await ask('allow', () => allow(signIn.resources)) : true
  if (verdict === true) {
    await ask('onLogin', () => onLogin?.(signIn))
    return
  }
  throw new LoginError({
    code: 'not_allowed',
    step: 'callback',
    message: 'The site does not let this person in.',
    ...(typeof verdict === 'string' && verdict ? { hint: verdict } : {}),
    ...(missing.length > 0 ? { missing } : {}),
  })
}

async function ask<T>(hook: keyof Hooks, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw asHookError(error, hook, 'callback')
  }
}
