import type { Resource } from '@sso-login/providers'
import type { Config } from './config.ts'
import { loadQuirks, refusal } from './endpoint.ts'
import { type Call, failure, scalarOf } from './failure.ts'
import { isGranted } from './granted.ts'
import { subjectOf } from './jwt.ts'
import { requestResource } from './resource.ts'
import { invalid } from './settings.ts'
import { MISFIT, readShape } from './shape.ts'
import { newCall } from './transport.ts'
import type { CallOptions, Tokens } from './types.ts'

/** Reads user resources; what was not granted is not asked for and stands in `missing`. */
export async function user(
  config: Config,
  tokens: Pick<Tokens, 'accessToken' | 'scopes' | 'idToken'>,
  fields: readonly string[],
  { signal }: CallOptions = {},
): Promise<{ [resource: string]: unknown; missing: readonly string[] }> {
  const { provider } = config
  const { resources } = provider
  const refuse = (key: string, problem: string) =>
    invalid(key, problem, `Resources: ${Object.keys(resources).join(', ')}.`, 'user')
  if (!Array.isArray(fields)) refuse('fields', 'must be a list')
  fields.forEach((field, index) => {
    if (!Object.hasOwn(resources, field)) {
      refuse(`fields.${index}`, `is not a resource of ${provider.id}`)
    }
  })
  const granted = fields.filter((field) =>
    isGranted(config, tokens, resources[field]?.scope as string),
  )
  const call = newCall(config, 'user', signal, tokens)
  const body = granted.length ? await request(config, call, tokens, granted) : {}

  const values: [string, unknown][] = []
  for (const field of granted) {
    // The provider leaves out without a word what it does not want to give (seen).
    const { shape, aliases = [] } = resources[field] as Resource
    const sent = [field, ...aliases].map((name) => body[name]).filter((one) => one !== undefined)
    if (!sent.length) continue
    const value = readShape(shape, sent.find((one) => one !== null) ?? null, config.baseUrl)
    if (value === MISFIT) {
      throw failure(call, 'response_invalid', `The provider sent ${field} in a shape not its own`)
    }
    values.push([field, value])
  }
  const found = Object.fromEntries(values)
  return { ...found, missing: fields.filter((field) => !Object.hasOwn(found, field)) }
}

async function request(
  config: Config,
  call: Call,
  tokens: Pick<Tokens, 'accessToken' | 'idToken'>,
  fields: readonly string[],
): Promise<Record<string, unknown>> {
  const url = new URL(config.endpoints.userinfo as string)
  const { fields: selection, protocol } = config.provider
  if (selection) {
    url.searchParams.set(selection.parameter, [...new Set(fields)].join(selection.separator))
  }
  const { readAnswer } = await loadQuirks(config)
  const { status, body } = await requestResource(config, call, tokens, url.href, {
    expected: [200, 400, 422],
  })
  const came = { endpoint: 'userinfo', status, json: body, isRefused: status !== 200 } as const
  const answer = readAnswer(config, call, came)
  const { json, isRefused } = answer
  if (isRefused) {
    const isUnknown = /^fields \(.*\) not found$/.test(scalarOf(json.detail))
    throw refusal(call, isUnknown ? { ...answer, code: 'unknown_resource' } : answer)
  }
  // OpenID Connect Core 5.3.2: an answer about somebody else must not be used.
  if (protocol === 'oidc' && tokens.idToken && subjectOf(tokens.idToken) !== json.sub) {
    throw failure(call, 'response_invalid', 'The user API answers about another person')
  }
  return json
}
