import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { WorkerOptions, WorkerResult, WorkerTask } from './refresh-worker.ts'

export interface Worker {
  run(task: WorkerTask): Promise<WorkerResult>
  /** The next word that it says. */
  says(word: string): Promise<void>
  /** It stands still as a whole, until it is told to go on. Not by SIGSTOP: it would outlive a test that is killed. */
  standStill(): void
  goOn(): void
  /** `kill -9`. */
  kill(): Promise<void>
}

const path = new URL('./refresh-worker.ts', import.meta.url).pathname

export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const child = fork(path, [JSON.stringify(options)], {
    execArgv: ['--conditions=@sso-login/source'],
    stdio: ['pipe', 'inherit', 'inherit', 'ipc'],
  })
  const ended = Promise.withResolvers<never>()
  ended.promise.catch(() => {})
  child.once('exit', () => ended.reject(new Error('The worker has ended.')))

  function next<T>(isIt: (message: unknown) => message is T): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<T>()
    const listen = (message: unknown) => {
      if (isIt(message)) resolve(message)
    }
    child.on('message', listen)
    return Promise.race([promise, ended.promise]).finally(() => child.off('message', listen))
  }
  const says = async (word: string) => {
    await next((message): message is string => message === word)
  }
  await says('ready')
  return {
    says,
    run(task) {
      const result = next((message): message is WorkerResult => typeof message === 'object')
      child.send(task)
      return result
    },
    standStill: () => child.send('stand still'),
    goOn: () => child.stdin?.end(),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}
