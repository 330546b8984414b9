import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { type MeasuredProcess, ratioInTurn } from '../support/in-turn.ts'
import { contenderNames } from './contenders.ts'

const turns = { pairs: 5, rounds: 6, warmUp: 3000, each: 300 }
const conditions = '--conditions=@sso-login/source'

async function startLogins(name: string, base: string): Promise<MeasuredProcess> {
  const script = new URL('./login-process.ts', import.meta.url).pathname
  const child = fork(script, [name, base], { execArgv: [conditions] })
  const next = async () => {
    const ended = once(child, 'exit').then(() => {
      throw new Error(`The logins of "${name}" have ended.`)
    })
    const [said] = (await Promise.race([once(child, 'message'), ended])) as [unknown]
    return said
  }
  await next()
  return {
    async measure(count) {
      child.send(count)
      return (await next()) as number
    },
    stop: () => child.kill(),
  }
}

/** CPU of start, exchange, user and refresh at a provider on loopback. */
export async function printCpu(): Promise<void> {
  const bin = new URL('../../../packages/mock-provider/bin/sso-mock.js', import.meta.url).pathname
  const flags = [conditions, bin, '--port', '0', '--json']
  const mock = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = (await once(createInterface(mock.stdout), 'line')) as [string]
    const { url } = JSON.parse(line) as { url: string }
    console.log('\nCPU of a whole login over loopback, ratio to bare fetch\n')
    for (const name of contenderNames) {
      const ratio = await ratioInTurn(
        () => startLogins(name, url),
        () => startLogins('bare fetch', url),
        turns,
      )
      console.log(name.padEnd(18), ratio.toFixed(2))
    }
  } finally {
    mock.kill()
  }
}
