import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const peers = ['iron-session', 'express-openid-connect', 'better-auth', '@hono/oidc-auth']
const packages = [...peers, 'express', 'hono', '@hono/node-server', 'jose']

/** Installs the peers into a temporary folder, with the module that starts them. @returns Its path. */
export function installPeers(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sso-login-peers-'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  const { status, stderr } = spawnSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--silent', ...packages],
    { cwd: folder, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`The peers could not be installed: ${stderr}`)
  const module = join(folder, 'peer-servers.js')
  cpSync(new URL('./peer-servers.js', import.meta.url), module)
  return module
}
