/** Shows a page to the person at this machine. */
import { spawn } from 'node:child_process'

const openers: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  // `start` takes its first quoted argument for a title.
  win32: ['cmd', '/c', 'start', '""'],
}

/** Opens the URL in the browser of choice; where there is none, says where to go instead. */
export function openInBrowser(url: string): void {
  const [command, ...args] = openers[process.platform] ?? ['xdg-open']
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true })
  child.once('error', () => {
    process.stderr.write(`sso-mock: no browser could be opened; the inspector is at ${url}\n`)
  })
  child.unref()
}
