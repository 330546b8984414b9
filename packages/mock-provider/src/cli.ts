/** The command `sso-mock`. */
import { readFile } from 'node:fs/promises'
import type { Provider } from '@sso-login/providers'
import { isProviderId, registry } from '@sso-login/providers/registry'
import { type CliArguments, CliUsageError, help, parseCliArguments } from './cli-arguments.ts'
import { commands } from './cli-commands.ts'
import { inConfig, readConfig, watchConfig } from './cli-config.ts'
import { openInBrowser } from './cli-open.ts'
import { controlPrefix } from './control-api.ts'
import { createMockProvider } from './create-mock-provider.ts'
import type { Listener } from './listen.ts'
import type { MockProvider } from './mock-provider.ts'

/** Runs the command until a signal ends it. Wrong flags and configs end it with status 2, a taken port with 1. */
export async function run(argv: readonly string[] = process.argv.slice(2)): Promise<void> {
  try {
    const command = Object.hasOwn(commands, argv[0] ?? '') ? commands[argv[0] as string] : undefined
    if (command) {
      const asksForHelp = argv.includes('--help') || argv.includes('-h')
      process.stdout.write(asksForHelp ? help : await command(argv.slice(1)))
      return
    }
    const flags = parseCliArguments(argv)
    if (flags.help) process.stdout.write(help)
    else if (flags.version) process.stdout.write(`${await version()}\n`)
    else await serve(flags)
  } catch (error) {
    if (!(error instanceof CliUsageError)) throw error
    process.stderr.write(`sso-mock: ${error.message}\n`)
    process.exitCode = error.exitStatus
  }
}

async function version(): Promise<string> {
  const file = await readFile(new URL('../package.json', import.meta.url), 'utf8')
  return JSON.parse(file).version
}

async function serve(flags: CliArguments): Promise<void> {
  const mock = await createMock(flags)
  const listener = await listenOrExplain(mock, flags)
  const stopWatching = flags.watch && flags.config ? watchConfig(mock, flags.config) : () => {}
  // Before anything is said: who reads the line may send the signal at once.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      stopWatching()
      void listener.close()
    })
  }
  process.stdout.write(
    flags.json ? `${JSON.stringify(facts(mock, listener))}\n` : story(mock, listener, flags),
  )
  if (flags.log) {
    mock.requests.subscribe((record) => process.stdout.write(`${JSON.stringify(record)}\n`))
  }
  if (flags.open) openInBrowser(`${listener.url}${controlPrefix}`)
}

async function createMock(flags: CliArguments): Promise<MockProvider> {
  if (!isProviderId(flags.provider)) {
    const known = Object.keys(registry).join(', ')
    throw new CliUsageError(`--provider ${flags.provider}: not one of ${known}`)
  }
  const provider: Provider = await registry[flags.provider]()
  const config = flags.config === undefined ? {} : await readConfig(flags.config)
  try {
    return createMockProvider(provider, {
      ...config,
      control: flags.control,
      ...(flags.seed === undefined ? {} : { seed: flags.seed }),
      ...(flags.now === undefined ? {} : { now: () => flags.now as number }),
    })
  } catch (error) {
    throw inConfig(error, flags.config)
  }
}

async function listenOrExplain(
  mock: MockProvider,
  { port, host }: CliArguments,
): Promise<Listener> {
  try {
    return await mock.listen({ port, ...(host === undefined ? {} : { host }) })
  } catch (error) {
    throw new CliUsageError((error as Error).message, 1)
  }
}

const facts = (mock: MockProvider, { url }: Listener) => ({
  url,
  provider: mock.provider.id,
  endpoints: mock.endpoints,
  clients: mock.clients,
  users: mock.users,
})

function story(mock: MockProvider, { url }: Listener, flags: CliArguments): string {
  const clients = mock.clients.map(({ client_id, client_secret }) =>
    [`client_id ${client_id}`, ...(client_secret ? [`client_secret ${client_secret}`] : [])].join(
      ', ',
    ),
  )
  const anywhere = mock.clients.flatMap(({ client_id, x_loopback_redirects }) =>
    x_loopback_redirects ? [client_id] : [],
  )
  const width = Math.max(...Object.keys(mock.endpoints).map(({ length }) => length)) + 1
  const line = (name: string, words: string) => `  ${name.padEnd(width)}${words}`
  return [
    `${mock.provider.name}, played at ${url}`,
    '',
    ...Object.entries(mock.endpoints).map((endpoint) => line(...endpoint)),
    '',
    line('clients', clients.join('; ')),
    ...(anywhere.length > 0
      ? [
          line(
            'redirects',
            `of ${anywhere.join(', ')}: to any address on this machine${
              flags.config === undefined ? '; clients of your own (--config) have exact ones' : ''
            }`,
          ),
        ]
      : []),
    ...(flags.control ? [line('inspector', `${url}${controlPrefix}`)] : []),
    line('users', mock.usernames.slice(0, 20).join(', ')),
    '',
  ]
    .join('\n')
    .concat('\n')
}
