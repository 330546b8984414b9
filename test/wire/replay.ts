import type { ApproveStep, RequestStep, WireCase } from './case.ts'
import { differences, fill, type Variables } from './matching.ts'

export interface Answer {
  readonly status: number
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** One way to an implementation: in process, over HTTP, ... */
export interface Way {
  readonly reset: () => Promise<void>
  readonly advance: (seconds: number) => Promise<void>
  readonly approve: (
    target: string,
    choice: { user: string; scopes?: readonly string[]; deny?: boolean },
  ) => Promise<{ status: number; location: string | null; body: string | null }>
  readonly send: (
    target: string,
    request: { method: string; headers: Record<string, string>; body?: string },
  ) => Promise<Answer>
  readonly mail: () => Promise<readonly SentMail[]>
}

export interface SentMail {
  readonly subject: string
  readonly message: string
  readonly from: string
  readonly to: readonly string[]
  readonly reply_to: readonly string[]
}

/** Replays a case; every difference from the recording is one text. */
export async function replay(wireCase: WireCase, way: Way): Promise<string[]> {
  const variables: Variables = new Map()
  await way.reset()
  for (const [index, step] of wireCase.steps.entries()) {
    const problems =
      'approve' in step
        ? await replayApproval(step, way, variables)
        : 'request' in step
          ? await replayRequest(step, way, variables)
          : await way.advance(step.advanceSeconds).then(() => [])
    if (problems.length > 0) return problems.map((text) => `step ${index + 1}: ${text}`)
  }
  if (wireCase.mail === undefined) return []
  const sent = (await way.mail()).map(({ subject, message, from, to, reply_to }) => ({
    subject,
    body: message,
    from,
    to,
    reply_to,
  }))
  return differences(wireCase.mail, sent, 'mail', variables)
}

async function replayApproval(
  { approve, expect }: ApproveStep,
  way: Way,
  variables: Variables,
): Promise<string[]> {
  const {
    path = '/profiles/oauth/authorize/',
    query = {},
    rawQuery,
    ...choice
  } = fill(approve, variables)
  const { status, location, body } = await way.approve(
    `${path}?${rawQuery ?? encode(query)}`,
    choice,
  )
  const problems = differences(expect.status, status, 'status', variables)
  if (expect.location === null || location === null) {
    problems.push(...differences(expect.location, location, 'location', variables))
  } else {
    const url = /^(?<uri>[^?#]*)(?:\?(?<query>[^#]*))?(?:#(?<fragment>.*))?$/s.exec(location)
    const { uri = '', query: search = '', fragment } = url?.groups ?? {}
    const actual = {
      uri,
      query: parametersOf(search),
      ...(fragment === undefined ? {} : { fragment: parametersOf(fragment) }),
    }
    problems.push(...differences({ query: {}, ...expect.location }, actual, 'location', variables))
  }
  for (const words of expect.body?.contains ?? []) {
    if (!body?.includes(words)) problems.push(`body: the page does not say ${words}`)
  }
  return problems
}

async function replayRequest(step: RequestStep, way: Way, variables: Variables): Promise<string[]> {
  const { method, path, headers: given, form, json, raw } = fill(step.request, variables)
  const { expect } = step
  const headers = { ...given }
  const isTyped = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type')
  const body = form ? encode(form) : json === undefined ? raw : JSON.stringify(json)
  if (form && !isTyped) headers['Content-Type'] = 'application/x-www-form-urlencoded'
  if (json !== undefined && !isTyped) headers['Content-Type'] = 'application/json'
  const answer = await way.send(path, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  })
  const problems = differences(expect.status, answer.status, 'status', variables)
  for (const [name, value] of Object.entries(expect.headers ?? {})) {
    problems.push(
      ...differences(value, answer.headers[name.toLowerCase()], `header ${name}`, variables),
    )
  }
  for (const name of expect.absentHeaders ?? []) {
    if (name.toLowerCase() in answer.headers) problems.push(`header ${name}: not expected`)
  }
  if (expect.json !== undefined) {
    problems.push(...differences(expect.json, parsed(answer.body), 'json', variables))
  }
  if (expect.bodyEmpty && answer.body !== '') problems.push('body: expected none')
  if (expect.html && !/^text\/html\b/.test(answer.headers['content-type'] ?? '')) {
    problems.push('header Content-Type: expected text/html')
  }
  return problems
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return `no JSON: ${text.slice(0, 80)}`
  }
}

const encode = (object: Readonly<Record<string, string | readonly string[]>>): string =>
  new URLSearchParams(
    Object.entries(object).flatMap(([name, value]) => [value].flat().map((item) => [name, item])),
  ).toString()

function parametersOf(text: string): Record<string, string | string[]> {
  const all: Record<string, string | string[]> = {}
  for (const [name, value] of new URLSearchParams(text)) {
    const before = all[name]
    all[name] = before === undefined ? value : [before, value].flat()
  }
  return all
}
