/** The table of the README: what each built provider can do, and which test proves it. */
import type { Provider, TokenProvider } from '@sso-login/providers'
import { capabilities } from './capabilities.ts'
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
    title: 'signing in as somebody else, by a page of the provider',
    has: ({ switchUser }) => switchUser !== undefined,
    file: 'server/login-route.test.ts',
    proof: "goes by the provider's logout, so that its login page comes up",
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

export const rows: readonly Row[] = [...contract, ...further].map(ofTokens)

const nameOf = (file: string) => file.replace(/^.*\/|\.test\.ts$/g, '')

/** In Markdown, as seen from the README. */
export function table(): string {
  const providers = Object.values(built).map(({ provider }) => provider)
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const files = [...new Set(rows.map(({ file }) => file))]
  return [
    line(['', ...providers.map(({ id }) => `\`${id}\``)]),
    line(['---', ...providers.map(() => '---')]),
    ...rows.map(({ title, has, file }) =>
      line([title, ...providers.map((provider) => (has(provider) ? `[${nameOf(file)}]` : '–'))]),
    ),
    '',
    ...files.map((file) => `[${nameOf(file)}]: test/${file}`),
  ].join('\n')
}
