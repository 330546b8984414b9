/** The table of the README: what each built provider can do, and which test proves it. */
import type { Provider, TokenProvider } from '@sso-login/providers'
import { bridgekeeper } from '@sso-login/providers/bridgekeeper'
import { capabilities } from './capabilities.ts'
import { cookieSessionCapabilities } from './cookie-session.ts'
import { built } from './stage.ts'

interface Row<P extends Provider = Provider> {
  readonly title: string
  readonly has: (provider: P) => boolean
  /** Below `test/`. */
  readonly file: string
  /** A test of that file, by its name or the beginning of it. */
  readonly proof: string
}

const contract = capabilities.map(
  ({ title, has }): Row<TokenProvider> => ({
    title,
    has,
    file: 'contract/contract.test.ts',
    proof: title,
  }),
)

/** What one provider alone has, or only a server that is no mock can show. */
const further: readonly Row<TokenProvider>[] = [
  {
    title: 'registers an application by itself, and manages it (RFC 7591, 7592)',
    has: ({ endpoints }) => endpoints.registration !== undefined,
    file: 'mock-provider/registration.test.ts',
    proof: 'is made, read, changed, used, and ended',
  },
  {
    title: 'id_tokens by a certificate that the provider hands over',
    // Known of none but this one: `idTokenKeys` is a setting of each organisation's.
    has: ({ id }) => id === 'miniorange',
    file: 'server/miniorange-login.test.ts',
    proof: 'is checked by the certificate that it provides',
  },
  {
    title: 'a host for each organisation',
    // Others too are wherever their `baseUrl` is; this one names a host after an organisation.
    has: ({ id }) => id === 'miniorange',
    file: 'client/miniorange.test.ts',
    proof: 'is a host of each organisation',
  },
  {
    title: 'introspects id_tokens too',
    has: ({ introspects }) => introspects?.includes('id_token') === true,
    file: 'client/miniorange.test.ts',
    proof: 'is what is asked of a token, and what is read',
  },
  {
    title: 'the application proves itself by a JWT (RFC 7523)',
    has: ({ tokenEndpointAuthMethods }) => tokenEndpointAuthMethods.includes('private_key_jwt'),
    file: 'client/client-authentication.test.ts',
    proof: 'signs in, refreshes and revokes',
  },
  {
    title: 'the secret in the header, in the form or, if it must be, in the URL',
    has: ({ tokenEndpointAuthMethods }) =>
      tokenEndpointAuthMethods.includes('x_client_secret_query'),
    file: 'client/client-authentication.test.ts',
    proof: 'is there for who asks for it, and warned of',
  },
  {
    title: 'one-time passwords by SMS and by mail',
    has: ({ grantTypes = [] }) => grantTypes.some((type) => type.endsWith('-otp')),
    file: 'client/otp.test.ts',
    proof: 'by %s signs in',
  },
  {
    title: 'registration in JSON, carried by hand, with defaults of its own',
    has: ({ registrationDefaults }) => registrationDefaults !== undefined,
    file: 'client/ubisecure.test.ts',
    proof: 'is the registration request, member by member',
  },
  {
    title: 'other applications as scopes, and so as audiences',
    // Which there are, each host knows for itself: no datum names them.
    has: ({ id }) => id === 'ubisecure',
    file: 'client/ubisecure.test.ts',
    proof: 'gives tokens for another application by its id as a scope',
  },
  {
    title: 'the person by `/me` or by userinfo, as one chooses',
    // A setting of its host's, `userApi`: each endpoint is a provider of its own.
    has: ({ id }) => id === 'usso',
    file: 'client/usso.test.ts',
    proof: 'is where the client asks about the person',
  },
  {
    title: 'implicit flow (legacy)',
    has: ({ grantTypes }) => grantTypes?.includes('implicit') === true,
    file: 'client/usso.test.ts',
    proof: 'reads tokens from the fragment',
  },
  {
    title: "applications managed with an administrator's token",
    has: ({ endpoints }) => endpoints.clients !== undefined,
    file: 'client/client-management.test.ts',
    proof: 'are registered, listed, read, changed, given new secrets, and revoked',
  },
  {
    title: "a tenant seen with an administrator's token",
    has: ({ endpoints }) => endpoints.tenants !== undefined,
    file: 'client/sessions.test.ts',
    proof: 'a tenant tells an administrator whether OAuth is enabled for it',
  },
  {
    title: "the person's sessions at the provider: listed, ended, logged out of",
    has: ({ endpoints }) => endpoints.sessions !== undefined,
    file: 'client/sessions.test.ts',
    proof: 'are listed, and ended one by one',
  },
  {
    title: "comes back to an application's own scheme",
    // Documented of these two; the others' documents are silent.
    has: ({ id }) => id === 'usso',
    file: 'client/usso.test.ts',
    proof: "comes back to an application's own scheme",
  },
  {
    title: "comes back to an application's own scheme",
    has: ({ id }) => id === 'ubisecure',
    file: 'client/ubisecure.test.ts',
    proof: 'may come back to an application of its own scheme',
  },
  {
    title: 'id_tokens by EdDSA and by RS256',
    has: (provider) => {
      if (provider.protocol !== 'oidc') return false
      const { idTokenSigningAlgs: algs = ['RS256', 'EdDSA'] } = provider
      return algs.includes('RS256') && algs.includes('EdDSA')
    },
    file: 'client/id-token.test.ts',
    proof: 'signed with %s is believed',
  },
  {
    title: 'signing in as somebody else, by a page of the provider',
    has: ({ switchUser }) => switchUser !== undefined,
    file: 'server/login-route.test.ts',
    proof: "goes by the provider's logout, so that its login page comes up",
  },
  {
    title: 'its registration form, as typed data',
    // The form is beside the provider, not in it.
    has: ({ id }) => id === 'iitb',
    file: 'providers/iitb.test.ts',
    proof: 'is typed: what the document recommends compiles, and nothing made up does',
  },
  {
    title: 'codes with their names (departments, degrees and the like)',
    has: ({ id }) => id === 'iitb',
    file: 'providers/iitb.test.ts',
    proof: 'names a known code',
  },
  {
    title: 'redirect URIs of applications linted: https, but for loopback',
    has: ({ endpoints }) => endpoints.clients !== undefined,
    file: 'client/client-management.test.ts',
    proof: 'must come back by https, or by a scheme of their own',
  },
  {
    title: 'parameters of its own, typed',
    has: ({ authorizationParameters }) => authorizationParameters !== undefined,
    file: 'client/start.test.ts',
    proof: 'are typed by their values, and refused otherwise',
  },
  {
    title: 'refusals in a form of its own, as the one error',
    has: ({ quirks }) => quirks?.includes('errors-in-detail') === true,
    file: 'contract/quirks.test.ts',
    proof: 'is made good by a client that knows of it',
  },
]

const ofTokens = ({ has, ...row }: Row<TokenProvider>): Row => ({
  ...row,
  has: (provider) => provider.protocol !== 'cookie-session' && has(provider),
})

/** Of one protocol, and so of no provider that gives tokens. */
const ofCookieSessions = (row: Omit<Row, 'has'>): Row => ({
  ...row,
  has: ({ protocol }) => protocol === 'cookie-session',
})

const cookieSessions = [
  ...cookieSessionCapabilities.map(({ title }) => ({
    title,
    file: 'contract/cookie-session.test.ts',
    proof: title,
  })),
  {
    title: "a session of the site's own, which ends with the provider's",
    file: 'server/cookie-session-login.test.ts',
    proof: 'that has ended elsewhere ends ours: at once where it is asked, else within a minute',
  },
  {
    title: 'signs out first, to sign in as somebody else',
    file: 'server/cookie-session-login.test.ts',
    proof: 'begins with a logout at the provider, and here',
  },
]

export const rows: readonly Row[] = [
  ...[...contract, ...further].map(ofTokens),
  ...cookieSessions.map(ofCookieSessions),
]

const nameOf = (file: string) => file.replace(/^.*\/|\.test\.ts$/g, '')

/** In Markdown, as seen from the README. What several protocols have by one name is one row. */
export function table(): string {
  const providers = [...Object.values(built).map(({ provider }) => provider), bridgekeeper]
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const titles = [...new Set(rows.map(({ title }) => title))]
  const files = [...new Set(rows.map(({ file }) => file))]
  const cell = (title: string, provider: Provider) => {
    const row = rows.find((each) => each.title === title && each.has(provider))
    return row ? `[${nameOf(row.file)}]` : '–'
  }
  return [
    line(['', ...providers.map(({ id }) => `\`${id}\``)]),
    line(['---', ...providers.map(() => '---')]),
    ...titles.map((title) => line([title, ...providers.map((provider) => cell(title, provider))])),
    '',
    ...files.map((file) => `[${nameOf(file)}]: test/${file}`),
  ].join('\n')
}
