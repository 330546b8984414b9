/** Seen: what id_tokens, userinfo and introspection say in the provider's own words. */
import type { Core } from '../../core.ts'
import type { AccessToken, RefreshToken, SignIn } from '../../grants.ts'
import { issuerOf } from '../../issuer.ts'
import type { Person } from '../../people.ts'
import type { RegisteredClient } from '../../registered-client.ts'
import { audiencesOf } from './audiences.ts'

const seconds = (epochMs: number) => Math.floor(epochMs / 1000)

/** The methods that sign in, as `amr` names them. Chosen: the first two; seen: the third. */
const methods = { person: 'password.1', otp: 'otp.1', client: 'client.credentials.1' } as const

const methodUri = (core: Core, name: string) => `${issuerOf(core)}/saml2/names/ac/${name}`

/** What an id_token has beside the standard. Chosen: `usn`, as the other two have it. */
export const idTokenClaims = (core: Core, person: Person, client: RegisteredClient) => ({
  usn: person.user.usn,
  amr: [methodUri(core, methods.person)],
  azp: client.id,
  session_index: sessionIndex(person.username, client),
})

/** Chosen: one for a person at an application. */
const sessionIndex = (who: string, { id }: RegisteredClient) =>
  `_${[...`${who}@${id}`].map((character) => character.codePointAt(0)?.toString(16)).join('')}`

/** Userinfo and introspection have these in common; neither has `sub`. A token of an application is its own `usn`. */
export function tokenClaims(core: Core, token: AccessToken | RefreshToken) {
  const { client, person, issuedAt, expiresAt } = token
  const signIn = 'signIn' in token ? (token.signIn as SignIn | undefined) : undefined
  return {
    usn: person ? person.user.usn : client.id,
    iss: issuerOf(core),
    aud: audiencesOf(core, token),
    ...(expiresAt === null ? {} : { exp: seconds(expiresAt) }),
    iat: seconds(issuedAt),
    auth_time: seconds(signIn?.authenticatedAt ?? issuedAt),
    amr: [methodUri(core, person ? methods.person : methods.client)],
    azp: client.id,
    session_index: sessionIndex(person?.username ?? client.id, client),
  }
}
