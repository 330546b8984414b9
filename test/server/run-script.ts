import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Runs a script in a process of its own; resolves with its exit code, null when it was killed. */
export async function runScript(script: string): Promise<number | null> {
  const child = spawn(
    process.execPath,
    ['--conditions=@sso-login/source', '--input-type=module', '--eval', script],
    { cwd: new URL('../..', import.meta.url).pathname, stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}
