import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

export const peers = ['iron-session', 'express-openid-connect', 'better-auth', '@hono/oidc-auth']
const packages = [...peers, 'express', 'hono', '@hono/node-server', 'jose']

/** Installs the peers into a temporary folder, with the module that starts them. @returns Its path. */
export async function installPeers(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sso-login-peers-'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  const options = ['--no-audit', '--no-fund', '--silent']
  await promisify(execFile)('npm', ['install', ...options, ...packages], { cwd: folder })
  const module = join(folder, 'peer-servers.js')
  cpSync(new URL('./peer-servers.js', import.meta.url), module)
  return module
}
