/** Faults of the answers that applications read: what a provider says, and what it does with tokens. */
import type { Provider } from '@sso-login/providers'
import type { Core } from './core.ts'
import type { Exchange } from './exchange.ts'
import { count, errorName, kind, text, yes } from './fault-kind.ts'
import { json, type Outgoing, withHeaders } from './http-message.ts'
import { knownScopes } from './scopes-of.ts'

const ofTokens = { endpoints: ['token'], needs: 'tokens' } as const

const isGrant =
  (...types: string[]) =>
  ({ form }: Exchange) =>
    types.includes(form.get('grant_type') ?? '')
const isRefresh = isGrant('refresh_token')
const isPost = ({ incoming }: Exchange) => incoming.method === 'POST'
const isGranted = ({ status }: Outgoing) => status === 200
const isReuse = (_: Outgoing, { reusesRefreshToken }: Exchange) => reusesRefreshToken

/** The members of an answer that is a JSON object; undefined of any other. */
function membersOf({ headers, body }: Outgoing): Record<string, unknown> | undefined {
  if (body === '' || !String(headers['Content-Type']).includes('json')) return undefined
  const value: unknown = JSON.parse(body)
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}

const isObject = (answer: Outgoing) => membersOf(answer) !== undefined
const isAnswer = (answer: Outgoing) => isGranted(answer) && isObject(answer)
const hasMember = (answer: Outgoing, _: Exchange, member: unknown) =>
  isGranted(answer) && Object.hasOwn(membersOf(answer) ?? {}, member as string)

const edited = (answer: Outgoing, edit: (members: Record<string, unknown>) => void): Outgoing => {
  const members = membersOf(answer) ?? {}
  edit(members)
  return { ...answer, body: JSON.stringify(members) }
}

function scopesProblem(value: unknown, core: Core<Provider>): string | undefined {
  if (typeof value !== 'string' || value === '') return 'not scopes parted by spaces'
  const known = knownScopes(core)
  const unknown = value.split(' ').find((scope) => !known.includes(scope))
  if (unknown === undefined) return undefined
  return `the provider knows no scope ${JSON.stringify(unknown)}; there are ${known.join(', ')}`
}

const memberName = text(/^[\x21-\x7e]+$/, 'the name of a member')
const name = 'https://extra.example/claims'

export const tokenFaults = {
  missingMember: kind<string>({
    describe: 'the real JSON answer without this member',
    client: 'does without what is optional, and refuses an answer without what is not',
    example: 'token_type',
    problem: memberName,
    spoils: hasMember,
    apply: async (member, { proceed }) =>
      edited(await proceed(), (members) => delete members[member]),
  }),
  nullMember: kind<string>({
    describe: 'the real JSON answer with null for this member',
    client: 'refuses it, or takes it for absent where it knows the provider; never for a value',
    example: 'refresh_token',
    problem: memberName,
    spoils: isAnswer,
    apply: async (member, { proceed }) =>
      edited(await proceed(), (members) => {
        members[member] = null
      }),
  }),
  extraMembers: kind<true>({
    describe: 'the real JSON answer with members that no specification knows',
    client: 'passes over what it does not know',
    example: true,
    problem: yes,
    spoils: isObject,
    apply: async (_, { proceed }) =>
      edited(await proceed(), (members) => {
        members[name] = { nested: [null, 'text'] }
        members.ext_expires_in = 'soon'
        members.not_before_policy = 0
      }),
  }),
  tokenError: kind<string>({
    describe:
      'refuses with this error (RFC 6749 5.2), before the provider does anything; `invalid_grant`: as if the person had withdrawn what they granted',
    client: 'after `invalid_grant` drops its tokens and lets the person sign in; else keeps them',
    example: 'invalid_grant',
    problem: errorName,
    ...ofTokens,
    suits: isPost,
    apply: (error, { core: { provider } }) =>
      json(
        error === 'invalid_client' ? 401 : 400,
        { error },
        {
          'Cache-Control': 'no-store',
          // A page that may have the tokens may read why it gets none.
          ...(provider.browserTokens === 'no' ? {} : { 'Access-Control-Allow-Origin': '*' }),
        },
      ),
  }),
  grantedScope: kind<string>({
    describe: 'tokens for this scope, whatever the person granted',
    client: 'goes by what it was given, and says what is missing',
    example: 'basic',
    problem: scopesProblem,
    ...ofTokens,
    suits: isGrant('authorization_code', 'refresh_token'),
    spoils: isGranted,
    apply: (scope, { exchange, proceed }) => {
      exchange.bends = { grantedScopes: scope.split(' ') }
      return proceed()
    },
  }),
  lifetimeSeconds: kind<number>({
    describe: 'an access token that lives for so many seconds',
    client: 'renews it in time, by `expires_in`, or when it is refused',
    example: 5,
    problem: count(1_000_000_000, 'whole seconds'),
    ...ofTokens,
    spoils: isGranted,
    apply: (lifetimeSeconds, { exchange, proceed }) => {
      exchange.bends = { lifetimeSeconds }
      return proceed()
    },
  }),
  notRotated: kind<true>({
    describe: 'a refresh gives the old refresh token back, which stays valid',
    client: 'keeps the refresh token that it has',
    example: true,
    problem: yes,
    ...ofTokens,
    suits: isRefresh,
    spoils: isGranted,
    apply: (_, { exchange, proceed }) => {
      exchange.bends = { keepRefreshToken: true }
      return proceed()
    },
  }),
  oldRefreshTokenAccepted: kind<true>({
    describe: 'a refresh token that was exchanged already is taken once more',
    client: 'uses the tokens of the last answer',
    example: true,
    problem: yes,
    ...ofTokens,
    suits: isRefresh,
    spoils: isReuse,
    apply: (_, { exchange, proceed }) => {
      exchange.bends = { onReuse: 'accept' }
      return proceed()
    },
  }),
  familyRevokedOnReuse: kind<true>({
    describe: 'a refresh token that comes a second time costs all its successors their life',
    client: 'never sends one twice; if it happened, the person signs in again',
    example: true,
    problem: yes,
    ...ofTokens,
    suits: isRefresh,
    spoils: isReuse,
    apply: (_, { exchange, proceed }) => {
      exchange.bends = { onReuse: 'revoke-family' }
      return proceed()
    },
  }),
  mailFailed: kind<true>({
    describe: 'the mail is not sent, and the answer says `status: false`',
    client: 'tells the caller, who may send it again later',
    example: true,
    problem: yes,
    endpoints: ['sendMail'],
    spoils: isGranted,
    apply: (_, { exchange, proceed }) => {
      exchange.bends = { mailFails: true }
      return proceed()
    },
  }),
  clockSkewSeconds: kind<number>({
    describe:
      "the provider's clock is ahead by this much (behind, if negative): in the Date header and in id_tokens",
    client:
      'counts expires_in from its own clock; refuses an id_token that has expired by more than its tolerance',
    example: -7200,
    problem: (value) =>
      typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 1_000_000_000
        ? undefined
        : 'not whole seconds up to 10^9',
    apply: async (seconds, { core, exchange, proceed }) => {
      exchange.bends = { skewSeconds: seconds }
      const date = new Date(core.clock.now() + seconds * 1000)
      return withHeaders(await proceed(), { Date: date.toUTCString() })
    },
  }),
} as const
