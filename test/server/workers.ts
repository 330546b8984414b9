import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { WorkerOptions, WorkerResult, WorkerTask } from './refresh-worker.ts'

export interface Worker {
  readonly process: ChildProcess
  run(task: WorkerTask): Promise<WorkerResult>
  /** The next word that it says. */
  says(word: string): Promise<void>
  /** `kill -9`. */
  kill(): Promise<void>
}

const path = new URL('./refresh-worker.ts', import.meta.url).pathname

export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const child = fork(path, [JSON.stringify(options)], {
    execArgv: ['--conditions=@sso-login/source'],
  })
  const next = async <T>(isIt: (message: unknown) => message is T): Promise<T> => {
    const ended = once(child, 'exit').then(() => {
      throw new Error('The worker has ended.')
    })
    ended.catch(() => {})
    for (;;) {
      const [message] = (await Promise.race([once(child, 'message'), ended])) as [unknown]
      if (isIt(message)) return message
    }
  }
  const says = async (word: string) => {
    await next((message): message is string => message === word)
  }
  await says('ready')
  return {
    process: child,
    says,
    run(task) {
      const result = next((message): message is WorkerResult => typeof message === 'object')
      child.send(task)
      return result
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}
