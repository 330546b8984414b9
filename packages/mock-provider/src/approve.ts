import type { Core } from './core.ts'
import { endpointPath } from './endpoint-path.ts'
import type { Choice } from './exchange.ts'
import { type Incoming, type Outgoing, splitTarget } from './http-message.ts'
import { MockUsageError } from './mock-errors.ts'

export interface Approval {
  /** Username or id. */
  readonly user: string
  /** The boxes that stay ticked; those that cannot be unticked stay so. Default: all. */
  readonly scopes?: readonly string[]
  /** Denies the request. */
  readonly deny?: boolean
}

/** What the person's browser gets at the end. */
export interface ApprovalResult {
  readonly status: number
  readonly location: string | null
  readonly body: string | null
}

const followedRedirects = 5

/** Signs the person in, opens the URL and answers the consent page. @throws MockUsageError */
export async function approve(
  core: Core,
  dispatch: (incoming: Incoming, choice: Choice) => Promise<Outgoing>,
  url: string | URL,
  approval: Approval,
): Promise<ApprovalResult> {
  let target = requireAuthorizationUrl(core, url)
  const choice = requireChoice(core, approval)
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

function requireAuthorizationUrl({ provider }: Core, url: unknown): Target {
  const text = url instanceof URL ? url.href : url
  if (typeof text !== 'string') throw new MockUsageError('url', 'not text')
  if (!text.startsWith('/') && !URL.canParse(text)) throw new MockUsageError('url', 'not a URL')
  const target = splitTarget(text)
  const path = endpointPath(provider, provider.endpoints.authorization)
  if (target.path === path || `${target.path}/` === path) return target
  throw new MockUsageError('url', `its path is not that of the authorization endpoint, ${path}`)
}

function requireChoice(core: Core, { user, scopes, deny }: Approval): Choice {
  const person = typeof user === 'string' ? core.people.find(user) : undefined
  if (!person) {
    const names = core.people.all.slice(0, 20).map(({ username }) => username)
    throw new MockUsageError('user', `nobody has this name; there are ${names.join(', ')}`)
  }
  const isList = Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string')
  if (scopes !== undefined && !isList) throw new MockUsageError('scopes', 'not a list of texts')
  if (deny !== undefined && typeof deny !== 'boolean') {
    throw new MockUsageError('deny', 'not true or false')
  }
  return { person, ...(scopes ? { scopes } : {}), ...(deny ? { deny } : {}) }
}
