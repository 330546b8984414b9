import { parseArgs } from 'node:util'

export interface CliArguments {
  readonly provider: string
  readonly port: number
  readonly host: string | undefined
  readonly config: string | undefined
  readonly seed: string | undefined
  readonly watch: boolean
  readonly open: boolean
  readonly log: boolean
  readonly json: boolean
  readonly control: boolean
  readonly help: boolean
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
  --json          says where it listens as one line of JSON
  --no-control    without the control API below /_mock/
  --help          this text
`

const options = {
  provider: { type: 'string', default: 'iitb' },
  port: { type: 'string', default: '4000' },
  host: { type: 'string' },
  config: { type: 'string' },
  seed: { type: 'string' },
  watch: { type: 'boolean', default: false },
  open: { type: 'boolean', default: false },
  log: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  control: { type: 'boolean', default: true },
  help: { type: 'boolean', default: false, short: 'h' },
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
  return { ...values, port, host: values.host, config: values.config, seed: values.seed }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowNegative: true, strict: true }).values
  } catch (error) {
    const [message] = (error as Error).message.split('. ')
    throw new CliUsageError(`${message}; see sso-mock --help`)
  }
}
