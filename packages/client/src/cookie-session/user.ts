import { type Call, failure, isObject } from '../failure.ts'
import { MISFIT, readShape } from '../shape.ts'
import type { CallOptions } from '../types.ts'
import type { Domain } from './config.ts'
import { writtenAs } from './quirks.ts'
import { ask, callOf, refusal } from './request.ts'
import type { CookieSession } from './types.ts'

/** A person by the names of the provider's definition. */
export type Person = Readonly<Record<string, unknown>>

export async function user(
  domain: Domain,
  session: CookieSession | null,
  options?: CallOptions,
): Promise<Person | null> {
  return readUser(domain, callOf('user', options?.signal), session)
}

export async function readUser(
  domain: Domain,
  call: Call,
  session: CookieSession | null,
): Promise<Person | null> {
  if (session === null) return null
  const answer = await ask(domain, call, session, domain.endpoints.userinfo)
  if (answer.status === 401) return null
  if (answer.status !== 200) {
    throw refusal(call, answer, 'provider_error', 'The provider does not say who is signed in')
  }
  return readPerson(domain, call, answer.json?.user)
}

/** The one place where the provider's names become ours. */
export function readPerson({ provider, baseUrl }: Domain, call: Call, sent: unknown): Person {
  if (!isObject(sent)) throw failure(call, 'response_invalid', 'The provider sent no user')
  const values = Object.entries(provider.resources).map(([name, { shape, aliases = [] }]) => {
    const found = [writtenAs(provider, name), ...aliases].find((each) => Object.hasOwn(sent, each))
    const value = readShape(shape, found === undefined ? undefined : sent[found], baseUrl)
    if (value === MISFIT) {
      throw failure(call, 'response_invalid', `The provider sent ${name} in a shape not its own`)
    }
    return [name, value]
  })
  return Object.fromEntries(values)
}
