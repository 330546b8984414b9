import { type ChildProcess, fork } from 'node:child_process'
import { connect } from 'node:net'
import type { MeasuredProcess } from '../support/in-turn.ts'
import type { CpuServerReady } from './cpu-server.ts'

const connections = 16

export async function startCpuServer(args: string[], cwd?: string): Promise<MeasuredProcess> {
  const child = fork(new URL('./cpu-server.ts', import.meta.url).pathname, args, {
    execArgv: ['--conditions=@sso-login/source'],
    ...(cwd ? { cwd } : {}),
  })
  const ended = Promise.withResolvers<never>()
  ended.promise.catch(() => {})
  child.once('exit', () => ended.reject(new Error(`The server "${args[0]}" has ended.`)))
  function next<T>(): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<T>()
    child.once('message', resolve)
    return Promise.race([promise, ended.promise])
  }
  const { port, cookies } = await next<CpuServerReady>()
  const cpu = async (of: ChildProcess) => {
    of.send('cpu')
    const { user, system } = await next<NodeJS.CpuUsage>()
    return user + system
  }
  return {
    async measure(requests) {
      const before = await cpu(child)
      await send(port, cookies, requests)
      return ((await cpu(child)) - before) / requests
    },
    stop: () => child.kill('SIGKILL'),
  }
}

/** So many requests over a few connections, one after another on each; every answer must greet the user. */
async function send(port: number, cookies: readonly string[], requests: number): Promise<void> {
  const asking = cookies.map((cookie) => {
    const headers = ['Host: 127.0.0.1', 'Accept: */*', ...(cookie ? [`Cookie: ${cookie}`] : [])]
    return `GET /page HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`
  })
  let left = requests
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect(port, '127.0.0.1')
      socket.setNoDelay(true)
      let text = ''
      await new Promise<void>((resolve, reject) => {
        const ask = () => {
          if (left-- <= 0) return resolve()
          text = ''
          socket.write(asking[left % asking.length] as string)
        }
        socket.on('connect', ask)
        socket.on('error', reject)
        socket.on('close', () => reject(new Error('The server has closed the connection.')))
        socket.on('data', (chunk) => {
          text += chunk.toString('latin1')
          if (text.includes('Hello 101')) ask()
          else if (text.includes('Hello ') || /^HTTP\/1.1 [345]/.test(text)) reject(new Error(text))
        })
      })
      socket.destroy()
    }),
  )
}
