/** What `sso-mock` does besides playing a provider: it lists the faults, and moves the clock of a mock that runs. */
import { parseArgs } from 'node:util'
import { CliUsageError } from './cli-arguments.ts'
import { controlPrefix } from './control-api.ts'
import { faultMarkdown, faultTable } from './fault-table.ts'

/** A command's output. */
type Command = (argv: readonly string[]) => string | Promise<string>

export const commands: Readonly<Record<string, Command>> = { faults, clock }

function faults(argv: readonly string[]): string {
  if (parse(argv, { markdown: { type: 'boolean' } }).values.markdown) return faultMarkdown()
  const lines = faultTable().flatMap(({ example, endpoints, openId, describe, client }) => [
    `${example}${endpoints ? `  at ${endpoints.join(', ')}` : ''}${openId ? '  (OpenID Connect)' : ''}`,
    `    ${describe}`,
    `    a good client ${client}`,
    '',
  ])
  return `${lines.join('\n')}\n`
}

const unitSeconds: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1 }

/** `90`, `10h` or `1d2h30m` as seconds. */
function secondsOf(text: string): number {
  if (/^\d{1,12}$/.test(text)) return Number(text)
  if (text.startsWith('-')) throw new CliUsageError(`clock ${text}: the clock moves forward only`)
  if (!/^(?:\d{1,9}[dhms])+$/.test(text)) {
    throw new CliUsageError(`clock ${text}: not a time like 90, 10h or 1d2h30m, and not reset`)
  }
  return [...text.matchAll(/(\d+)([dhms])/g)]
    .map(([, amount, unit]) => Number(amount) * (unitSeconds[unit as string] as number))
    .reduce((sum, seconds) => sum + seconds, 0)
}

async function clock(argv: readonly string[]): Promise<string> {
  const { values, positionals } = parse(
    // Else parseArgs would take it for a flag.
    argv.map((arg) => (/^-\d/.test(arg) ? ` ${arg}` : arg)),
    { url: { type: 'string', default: 'http://127.0.0.1:4000' } },
    true,
  )
  const [amount = '0', ...more] = positionals
  if (more.length > 0) throw new CliUsageError(`clock: one time, not ${positionals.length}`)
  const url = String(values.url)
  if (!URL.canParse(url)) throw new CliUsageError(`--url ${url}: not a URL`)
  const [call, body] =
    amount === 'reset'
      ? ['clock/reset', {}]
      : ['clock', { advanceSeconds: secondsOf(amount.trim()) }]
  const answer = await fetch(new URL(`${controlPrefix}${call}`, url), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new CliUsageError(`--url ${url}: nothing answers there; is the mock running?`, 1)
  })
  const { now, error } = await answer.json().catch(() => ({ error: 'not a mock of ours' }))
  if (now === undefined) throw new CliUsageError(`--url ${url}: ${error}`, 1)
  return `${now} at ${new URL(url).origin}\n`
}

type Options = NonNullable<Parameters<typeof parseArgs>[0]>['options']

function parse(argv: readonly string[], options: Options, allowPositionals = false) {
  try {
    return parseArgs({ args: [...argv], options: options ?? {}, allowPositionals, strict: true })
  } catch (error) {
    const [message] = (error as Error).message.split('. ')
    throw new CliUsageError(`${message}; see sso-mock --help`)
  }
}
