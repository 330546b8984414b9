/** What the management of applications takes in a body, member by member. */
import type { Core } from '../../core.ts'
import { grantTypeNames } from '../standard/token.ts'
import { missingAt, type Problem } from './validation.ts'

const isText = (value: unknown) => typeof value === 'string'

/** A test, and how FastAPI says that it failed. */
type Kind = readonly [test: (value: never) => boolean, type: string, msg: string]

const text: Kind = [isText, 'string_type', 'Input should be a valid string']
const texts: Kind = [
  (value: unknown) => Array.isArray(value) && value.every(isText),
  'list_type',
  'Input should be a valid list of strings',
]
const flag: Kind = [
  (value: unknown) => typeof value === 'boolean',
  'bool_type',
  'Input should be a valid boolean',
]
const object: Kind = [
  (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'dict_type',
  'Input should be a valid dictionary',
]
const uris: Kind = [
  (value: string[]) => value.every((uri) => URL.canParse(uri)),
  'url_parsing',
  'Input should be valid URLs',
]
const amongThese = (names: readonly string[]): Kind => [
  (value: string | string[]) => [value].flat().every((name) => names.includes(name)),
  'enum',
  `Input should be ${names.map((name) => `'${name}'`).join(' or ')}`,
]

/** What an application is told of beside what the mock acts on: kept, and shown. */
export const shownMembers = [
  'description',
  'response_types',
  'logo_uri',
  'client_uri',
  'policy_uri',
  'tos_uri',
  'jwks_uri',
  'jwks',
  'software_id',
  'software_version',
] as const

const kindsOf = ({ provider }: Core): Readonly<Record<string, readonly Kind[]>> => ({
  ...Object.fromEntries(shownMembers.map((name) => [name, [text]])),
  name: [text],
  client_name: [text],
  redirect_uris: [texts, uris],
  grant_types: [texts, amongThese([...grantTypeNames, 'implicit'])],
  response_types: [texts],
  token_endpoint_auth_method: [text, amongThese(provider.tokenEndpointAuthMethods)],
  scopes: [texts],
  scope: [text],
  jwks: [object],
  is_active: [flag],
})

/** Chosen: a null member is as good as none. */
export function problemsOf(
  core: Core,
  body: Readonly<Record<string, unknown>>,
  required: readonly string[] = [],
): readonly Problem[] {
  const missing = required.filter((name) => body[name] === undefined || body[name] === null)
  const wrong = Object.entries(kindsOf(core)).flatMap(([name, kinds]): Problem[] => {
    const input = body[name]
    if (input === undefined || input === null) return []
    const failed = kinds.find(([test]) => !test(input as never))
    return failed ? [{ type: failed[1], loc: ['body', name], msg: failed[2], input }] : []
  })
  return [...missing.map((name) => missingAt('body', name)), ...wrong]
}
