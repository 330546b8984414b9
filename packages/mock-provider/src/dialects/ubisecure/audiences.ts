/** Seen: the id of any application is a scope, and the application an audience of the token. */
import type { Core } from '../../core.ts'
import type { RegisteredClient } from '../../registered-client.ts'

/** The mock's core, where the provider knows a scope for each application that is registered. */
export function withAudienceScopes(core: Core): Core {
  const own = [...core.clients.values()].map(({ id, name }) => [id, { title: name }])
  const scopes = { ...Object.fromEntries(own), ...core.provider.scopes }
  return Object.create(core, { provider: { value: { ...core.provider, scopes } } })
}

/** The applications that a token is for; without any, the one that has it. */
export function audiencesOf(
  core: Core,
  { client, scopes }: { readonly client: RegisteredClient; readonly scopes: readonly string[] },
): readonly string[] {
  const named = scopes.filter((scope) => core.clients.has(scope))
  return named.length > 0 ? named : [client.id]
}
