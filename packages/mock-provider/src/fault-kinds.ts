/** The one table of all faults. */
import type { Provider } from '@sso-login/providers'
import { callbackFaults } from './callback-faults.ts'
import type { Core } from './core.ts'
import type { FaultFacts, FaultKind } from './fault-kind.ts'
import { idTokenFaults } from './id-token-faults.ts'
import { tokenFaults } from './token-faults.ts'
import { transportFaults } from './transport-faults.ts'

/** Every fault, one entry each. Those that proceed first let the provider do its work: a token is rotated all the same. */
export const faultKinds = {
  ...transportFaults,
  ...callbackFaults,
  ...tokenFaults,
  ...idTokenFaults,
} as const

type ValueOfKind<K> = K extends FaultKind<infer Value> ? Value : never

export type FaultName = keyof typeof faultKinds

/** One member per fault: a union of `{ status: number }`, `{ drop: true }` and so on. */
export type FaultOf = {
  [Name in FaultName]: { readonly [N in Name]: ValueOfKind<(typeof faultKinds)[Name]> }
}[FaultName]

/** The name, the value and the entry of a fault that was checked when it was added. */
export function entryOf(fault: FaultOf): { value: unknown; kind: FaultKind<unknown> } {
  const [name, value] = Object.entries(fault)[0] as [FaultName, unknown]
  // The entries differ in the type of their values.
  return { value, kind: faultKinds[name] as FaultKind<unknown> }
}

const isFaultName = (name: string): name is FaultName => Object.hasOwn(faultKinds, name)

/** What is wrong with a value that should be a fault of an endpoint, and where. */
export function faultProblem(
  core: Core<Provider>,
  endpoint: string,
  value: unknown,
): { path: string; problem: string } | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return { path: 'fault', problem: 'not an object like {"status": 503}' }
  }
  const { provider } = core
  const members = Object.entries(value)
  const [first] = members
  const names = faultNamesOf(provider).join(', ')
  if (members.length !== 1 || !first) {
    return { path: 'fault', problem: `needs exactly one member of ${names}` }
  }
  const [name, argument] = first
  const path = `fault.${name}`
  if (!isFaultName(name)) return { path, problem: `no such fault; there are ${names}` }
  const kind = factsOf(name)
  const missing = whatIsMissing(kind, provider)
  if (missing !== undefined) return { path, problem: missing }
  if (kind.endpoints && !kind.endpoints.includes(endpoint)) {
    return { path, problem: `strikes at ${kind.endpoints.join(', ')} only` }
  }
  const problem = kind.problem(argument, core)
  return problem === undefined ? undefined : { path, problem }
}

export const factsOf = (name: FaultName): FaultFacts => faultKinds[name]

/** Why a fault can mean nothing at a provider, at whichever endpoint; undefined where it can. */
function whatIsMissing(
  { needs, endpoints }: FaultFacts,
  { name, protocol, endpoints: there }: Provider,
): string | undefined {
  if (needs === 'id_tokens' && protocol !== 'oidc') return `${name} has no id_tokens`
  if (needs === 'tokens' && protocol === 'cookie-session') {
    return `at ${name} applications see no state, code or token`
  }
  return endpoints && !endpoints.some((endpoint) => Object.hasOwn(there, endpoint))
    ? `${name} has no ${endpoints.join(', ')}`
    : undefined
}

/** The faults that mean anything at a provider. */
export const faultNamesOf = (provider: Provider): FaultName[] =>
  (Object.keys(faultKinds) as FaultName[]).filter(
    (name) => whatIsMissing(factsOf(name), provider) === undefined,
  )
