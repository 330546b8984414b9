import { parseArgs } from 'node:util'

export interface CliArguments {
  readonly provider: string
  readonly port: number
  readonly host: string | undefined
  readonly config: string | undefined
  readonly seed: string | undefined
  /** Epoch milliseconds. */
  readonly now: number | undefined
  readonly watch: boolean
  readonly open: boolean
  readonly log: boolean
  readonly json: boolean
  readonly control: boolean
  readonly help: boolean
  readonly version: boolean
}

/** The command cannot go on; its message says why and what would help. */
export class CliUsageError extends Error {
  readonly exitStatus: number

  constructor(message: string, exitStatus = 2) {
    super(message)
    this.exitStatus = exitStatus
  }
}

export const help = `sso-mock: an SSO provider in memory, for tests, demos and QA

  --provider ID   which provider to play                         (iitb)
  --port N        where to listen; 0 takes any free port         (4000)
  --host NAME     on which address; another than the loopback's
                  also opens the control API to that network     (127.0.0.1)
  --config FILE   clients and users as JSON
  --watch         takes the config file anew whenever it changes
  --open          shows the inspector in a browser
  --log           writes every request as a line of JSON
  --seed TEXT     the same codes, tokens and ids in every run
  --now TIME      the clock stands at this ISO 8601 time until it is
                  moved: with --seed, id_tokens too are the same
  --json          says where it listens as one line of JSON
  --no-control    without the control API below /_mock/
  --version       which sso-mock this is
  --help          this text

sso-mock faults [--markdown]            everything that can go wrong on demand
sso-mock clock [TIME] [--url URL]       moves the clock of the mock that runs at URL
                                        (http://127.0.0.1:4000), by e.g. 10h or 1d2h30m;
                                        says what time it is there
sso-mock clock reset [--url URL]        moves it back to where it was at first
`

const options = {
  provider: { type: 'string', default: 'iitb' },
  port: { type: 'string', default: '4000' },
  host: { type: 'string' },
  config: { type: 'string' },
  seed: { type: 'string' },
  now: { type: 'string' },
  watch: { type: 'boolean', default: false },
  open: { type: 'boolean', default: false },
  log: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  control: { type: 'boolean', default: true },
  help: { type: 'boolean', default: false, short: 'h' },
  version: { type: 'boolean', default: false },
} as const

/** @throws CliUsageError */
export function parseCliArguments(argv: readonly string[]): CliArguments {
  const values = parse(argv)
  const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : -1
  if (port < 0 || port > 65_535) {
    throw new CliUsageError(`--port ${values.port}: not a port from 0 to 65535`)
  }
  if (values.watch && values.config === undefined) {
    throw new CliUsageError('--watch: there is no --config to watch')
  }
  if (values.open && !values.control) {
    throw new CliUsageError('--open: with --no-control there is no inspector')
  }
  const { host, config, seed } = values
  // Node would take it for every address of the machine, and open the control API to all.
  if (host === '') throw new CliUsageError('--host: empty')
  return { ...values, port, host, config, seed, now: requireTime(values.now) }
}

function requireTime(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(time)) return time
  throw new CliUsageError(`--now ${text}: not an ISO 8601 time like 2026-01-01T00:00:00Z`)
}

function parse(argv: readonly string[]) {
  const { values, tokens } = parseOrExplain(argv)
  const names = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []))
  const negated = tokens.find((token) => token.kind === 'option' && /^--no-/.test(token.rawName))
  if (negated?.kind === 'option' && negated.name !== 'control') {
    throw new CliUsageError(`Unknown option '${negated.rawName}'; see sso-mock --help`)
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new CliUsageError(`--${twice}: there twice`)
  return values
}

function parseOrExplain(argv: readonly string[]) {
  // Else a value that begins with a dash would be taken for a flag, and the port in `--port -1` for none.
  const args = argv.flatMap((arg, i) => {
    if (/^-\d/.test(arg) && argv[i - 1]?.startsWith('--')) return []
    return /^--[^=]+$/.test(arg) && /^-\d/.test(argv[i + 1] ?? '')
      ? [`${arg}=${argv[i + 1]}`]
      : [arg]
  })
  try {
    return parseArgs({ args, options, allowNegative: true, strict: true, tokens: true })
  } catch (error) {
    const [message] = (error as Error).message.split('. ')
    throw new CliUsageError(`${message}; see sso-mock --help`)
  }
}
