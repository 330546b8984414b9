/** Builds and starts one of `demo/examples` by its own commands, as a reader would. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'

const examples = new URL('../../demo/examples/', import.meta.url)

function npm(name: string, script: string, env: Record<string, string>) {
  const child = spawn('npm', ['run', '--silent', script], {
    cwd: new URL(`${name}/`, examples),
    // Of its own group: npm does not pass a signal on to what it has started.
    detached: true,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ...env },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      said += text
    })
  return { child, said: () => said }
}

/**
 * @returns What the build said.
 * @throws The same, when it failed.
 */
export async function build(name: string): Promise<string> {
  const { child, said } = npm(name, 'build', {})
  const [status] = await once(child, 'close')
  if (status !== 0) throw new Error(`npm run build of ${name}: ${said()}`)
  return said()
}

/** The example at a free port of 127.0.0.1, once a line of its output matches `ready`. */
export async function start(name: string, env: Record<string, string>, ready = /^http/) {
  const port = await freePort()
  const site = `http://127.0.0.1:${port}`
  const { child, said } = npm(name, 'start', { PORT: `${port}`, SITE: site, ...env })
  const lines = createInterface(child.stdout)
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => ready.test(line) && resolve())
    child.once('close', () => reject(new Error(`npm start of ${name}: ${said()}`)))
  })
  return {
    site,
    async stop(): Promise<void> {
      const closed = once(child, 'close')
      process.kill(-(child.pid as number), 'SIGTERM')
      await closed
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
