import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** What Chromium is started with: it runs as root in containers and never calls home. */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']

const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
]

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The path of an installed Chrome or Chromium: `CHROMIUM_PATH`, else PATH, else the usual places. */
export async function findChromium(): Promise<string | undefined> {
  const named = process.env.CHROMIUM_PATH
  if (named) {
    if (!isExecutable(named))
      throw new Error(`CHROMIUM_PATH is ${named}, which is no executable file`)
    return named
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  const onPath = folders.flatMap((folder) => names.map((name) => join(folder, name)))
  const found = [...onPath, ...places].find(isExecutable)
  if (found) return found
  const { chromium } = await import('playwright')
  const downloaded = chromium.executablePath()
  return downloaded && existsSync(downloaded) ? downloaded : undefined
}

const run = (command: string, args: string[]): boolean =>
  spawnSync(command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0

/** Installs one: by Debian's packages where this user may, else by Playwright's own installer. */
function installChromium(): boolean {
  if (process.getuid?.() === 0 && run('sh', ['-c', 'command -v apt-get'])) {
    if (run('apt-get', ['update', '-qq']) && run('apt-get', ['install', '-y', '-qq', 'chromium']))
      return true
  }
  return run('npx', ['--no-install', 'playwright', 'install', 'chromium'])
}

/** The path of a browser to test in; installs one where none is found. @throws when that fails too. */
export async function requireChromium(say: (text: string) => void): Promise<string> {
  const found = await findChromium()
  if (found) return found
  say('No Chrome or Chromium found; installing one (this takes a minute) ...')
  installChromium()
  const installed = await findChromium()
  if (installed) return installed
  throw new Error(
    'No Chrome or Chromium found, and none could be installed. Install one, or set CHROMIUM_PATH to its executable.',
  )
}
