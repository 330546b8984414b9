/** The config file of the command: read at the start, and again whenever it changes. */
import { watch } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { CliUsageError } from './cli-arguments.ts'
import { duplicateKey } from './duplicate-keys.ts'
import { MockConfigError } from './mock-errors.ts'
import type { MockProvider } from './mock-provider.ts'
import { type MockConfig, requireConfig } from './options.ts'

/** Editors save in several steps: only what is still so after this time counts. */
const settleMs = 50

/** Reads the file; clients and users are judged by the mock. @throws CliUsageError */
export async function readConfig(file: string): Promise<MockConfig> {
  const content = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CliUsageError(`--config ${file}: cannot be read (${error.code ?? error.message})`)
  })
  // Editors of Windows begin a file with a byte order mark, which nobody sees.
  const text = content.replace(/^\uFEFF/, '')
  try {
    const config: unknown = JSON.parse(text)
    const twice = duplicateKey(text)
    if (twice !== undefined) throw new MockConfigError(twice, 'there twice')
    requireConfig(config)
    return config
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new CliUsageError(`--config ${file}: not valid JSON (${error.message})`)
    }
    throw inConfig(error, file)
  }
}

/** An error in the config, with the file's name in front. */
export const inConfig = (error: unknown, file: string | undefined): unknown =>
  error instanceof MockConfigError && file !== undefined
    ? new CliUsageError(`--config ${file}: ${error.message}`)
    : error

/** Starts the mock anew with each change of the file; a file that is wrong changes nothing. Returns what ends that. */
export function watchConfig(mock: MockProvider, file: string): () => void {
  let settling: NodeJS.Timeout | undefined
  let told: string | undefined
  const reload = async () => {
    try {
      const config = await readConfig(file)
      const text = JSON.stringify(config)
      if (text === told) return
      told = text
      mock.reset(config)
      say(
        `${file} has changed: started anew with ${mock.clients.length} clients and ${mock.users.length} users`,
      )
    } catch (error) {
      const problem = inConfig(error, file)
      if (!(problem instanceof CliUsageError)) throw error
      say(`${problem.message}; nothing has changed`)
    }
  }
  // The folder, because an editor that writes a new file in place of the old leaves the old one watched.
  const watcher = watch(dirname(file), (_, name) => {
    if (name !== null && name !== basename(file)) return
    clearTimeout(settling)
    settling = setTimeout(() => void reload(), settleMs)
  })
  return () => {
    clearTimeout(settling)
    watcher.close()
  }
}

const say = (text: string) => process.stderr.write(`sso-mock: ${text}\n`)
