/** The user API: the resources that the granted scopes open. */
import type { Core } from '../../core.ts'
import type { Handler } from '../../exchange.ts'
import type { Outgoing } from '../../http-message.ts'
import { type ApiCall, apiAnswer, apiEndpoint } from './api-endpoint.ts'
import { serverError } from './django.ts'
import { strip } from './python-text.ts'
import { distinct } from './scopes.ts'

export const userinfoEndpoint = (core: Core): Handler =>
  apiEndpoint(core, {
    name: 'User',
    scope: 'basic',
    methods: ['GET', 'HEAD'],
    allow: 'GET, HEAD, OPTIONS',
    answer,
  })

async function answer(call: ApiCall): Promise<Outgoing> {
  const { core, exchange, token, person } = call
  const { scopes, resources, fields } = core.provider
  // The provider looks every granted scope up in the list of the documented ones, and crashes at the others.
  if (!core.behaviour.strict && token.scopes.some((scope) => !Object.hasOwn(scopes, scope))) {
    exchange.rejection = 'the token has a private scope'
    return serverError(core.provider)
  }
  const asked = distinct(
    (exchange.query.get(fields?.parameter ?? 'fields') ?? '')
      .split(fields?.separator ?? ',')
      .map(strip)
      .filter((name) => name !== ''),
  )
  const unknown = asked.filter((name) => !Object.hasOwn(resources, name))
  if (unknown.length > 0) {
    exchange.rejection = `there are no fields ${unknown.join(', ')}`
    return apiAnswer(call, 400, { detail: `fields (${unknown.join(', ')}) not found` })
  }
  const user: Record<string, unknown> = {}
  for (const name of [...(fields?.always ?? []), ...asked]) {
    // What was not granted is left out without a word.
    if (token.scopes.includes(resources[name]?.scope ?? '')) user[name] = person.user[name]
  }
  return apiAnswer(call, 200, user)
}
