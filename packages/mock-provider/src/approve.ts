import type { Provider } from '@sso-login/providers'
import type { Core } from './core.ts'
import type { Route } from './dialect.ts'
import { endpointPath } from './endpoint-path.ts'
import type { Choice } from './exchange.ts'
import { type Incoming, type Outgoing, splitTarget } from './http-message.ts'
import { anything, type Members, requireKnownMembers, trueOrFalse } from './known-members.ts'
import { MockUsageError } from './mock-errors.ts'
import { parseParameters } from './parameters.ts'
import type { Person } from './people.ts'
import { knownScopes } from './scopes-of.ts'

export interface Approval {
  /** Username or id. */
  readonly user: string
  /**
   * The boxes that stay ticked; those that cannot be unticked stay so. Default: all. Whoever says it, or denies, is
   * asked even where the provider remembers a consent; with `prompt=none`, and with IITB's `approval_prompt=auto`,
   * nobody is.
   */
  readonly scopes?: readonly string[]
  /** Denies the request. */
  readonly deny?: boolean
}

/** What the person's browser gets at the end. */
export interface ApprovalResult {
  readonly status: number
  /**
   * Where the browser is sent: the callback. At Bridgekeeper its own exchange, whose answer has the cookie and leads to the
   * callback.
   */
  readonly location: string | null
  readonly body: string | null
}

const followedRedirects = 5

/** Signs the person in, opens the URL and answers the consent page. @throws MockUsageError */
export async function approve(
  core: Core<Provider>,
  dispatch: (incoming: Incoming, choice: Choice) => Promise<Outgoing>,
  find: (path: string) => Route,
  url: string | URL,
  approval: Approval,
): Promise<ApprovalResult> {
  let target = requireAuthorizationUrl(core, find, url)
  const choice = requireChoice(core, approval, target)
  let answer = await dispatch(visit(target), choice)
  for (let hop = 0; answer.status === 301 && hop < followedRedirects; hop++) {
    target = splitTarget(String(answer.headers.Location))
    answer = await dispatch(visit(target), choice)
  }
  const location = answer.headers.Location
  return {
    status: answer.status,
    location: typeof location === 'string' ? location : null,
    body: answer.body === '' ? null : answer.body,
  }
}

type Target = ReturnType<typeof splitTarget>

const visit = ({ path, query }: Target): Incoming => ({
  method: 'GET',
  path,
  query,
  header: () => undefined,
  body: '',
})

/** A provider may have it at several paths, and one for who is signed in already. */
const authorizationEndpoints = ['authorization', 'silentAuthorization']

function requireAuthorizationUrl(
  { provider }: Core<Provider>,
  find: (path: string) => Route,
  url: unknown,
): Target {
  const text = url instanceof URL ? url.href : url
  if (typeof text !== 'string') throw new MockUsageError('url', 'not text')
  if (!text.startsWith('/') && !URL.canParse(text)) throw new MockUsageError('url', 'not a URL')
  const target = splitTarget(text)
  if (authorizationEndpoints.includes(find(target.path).endpoint)) return target
  const path = endpointPath(provider, provider.endpoints.authorization)
  throw new MockUsageError('url', `its path is not that of the authorization endpoint, ${path}`)
}

const members: Members = { user: anything, scopes: anything, deny: trueOrFalse }

function requireChoice(core: Core<Provider>, approval: unknown, target: Target): Choice {
  requireKnownMembers(approval, members, 'approval')
  const { user, scopes, deny }: Record<string, unknown> = { ...(approval as Approval) }
  const person = requirePerson(core, user)
  if (scopes !== undefined) requireScopes(core, scopes, target)
  return { person, ...(scopes ? { scopes } : {}), ...(deny ? { deny: true } : {}) }
}

function requirePerson(core: Core<Provider>, user: unknown): Person {
  const names = core.people.all.slice(0, 20).map(({ username }) => username)
  const there = `there are ${names.join(', ')}`
  if (user === undefined) throw new MockUsageError('user', `missing; ${there}`)
  if (typeof user !== 'string') throw new MockUsageError('user', 'not text')
  const person = core.people.find(user)
  if (!person) throw new MockUsageError('user', `nobody has this name; ${there}`)
  return person
}

/** A box that was not asked for cannot be ticked, and that is no mistake; one that nobody knows is. */
function requireScopes(
  core: Core<Provider>,
  scopes: unknown,
  { query }: Target,
): asserts scopes is readonly string[] {
  if (!Array.isArray(scopes) || scopes.some((scope) => typeof scope !== 'string')) {
    throw new MockUsageError('scopes', 'not a list of texts')
  }
  const known = knownScopes(core)
  const asked = (parseParameters(query).get('scope') ?? '').split(' ')
  const index = scopes.findIndex((scope) => !known.includes(scope) && !asked.includes(scope))
  if (index >= 0) {
    throw new MockUsageError(
      `scopes[${index}]`,
      `the provider knows no scope ${scopes[index]}; there are ${known.join(', ')}`,
    )
  }
}
