import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { registry } from '@sso-login/providers/registry'
import { afterEach, expect, test } from 'vitest'

const bin = new URL('../../packages/mock-provider/bin/sso-mock.js', import.meta.url).pathname
const running = new Set<ChildProcess>()
afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
})

function start(...args: string[]) {
  const child = spawn(process.execPath, ['--conditions=@sso-login/source', bin, ...args])
  running.add(child)
  child.once('close', () => running.delete(child))
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const lines = createInterface(child.stdout)
  return {
    child,
    firstLine: async () => String((await once(lines, 'line'))[0]),
    ended: async () => {
      const [code, signal] = await once(child, 'close')
      return { code, signal, stderr }
    },
  }
}

test('says where it listens as one line of JSON, and a signal ends it', async () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const mock = start('--port', '0', '--json', '--seed', 's')
    const facts = JSON.parse(await mock.firstLine())
    expect(facts.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(Object.keys(facts)).toEqual(['url', 'provider', 'endpoints', 'clients', 'users'])
    expect(facts.endpoints.token).toBe(`${facts.url}/profiles/oauth/token/`)
    expect((await fetch(facts.endpoints.token)).status).toBe(405)
    mock.child.kill(signal)
    expect(await mock.ended()).toEqual({ code: 0, signal: null, stderr: '' })
  }
})

test.each(Object.keys(registry))(
  'tells people the addresses of %s, each after its name',
  async (provider) => {
    const lines = (await banner('--provider', provider)).split('\n')
    const told = lines.filter((line) => line.startsWith('  '))
    expect(told.length).toBeGreaterThan(4)
    for (const line of told) expect(line).toMatch(/^ {2}[A-Za-z]+ +\S/)
  },
)

async function banner(...args: string[]): Promise<string> {
  const mock = start('--port', '0', ...args)
  const told: string[] = []
  for await (const line of createInterface(mock.child.stdout as NodeJS.ReadableStream)) {
    told.push(line)
    if (line.startsWith('  users')) break
  }
  return told.join('\n')
}

test('tells people the ids of the clients, and which of them may come back to anywhere here', async () => {
  const told = await banner('--provider', 'bridgekeeper')
  expect(told).toMatch(/clients +client_id 1\n/)
  expect(told).toMatch(/redirects +of 1: to any address on this machine/)
  expect(told).toContain('(--config)')
  const own = await banner('--config', 'test/wire/iitb.config.json')
  expect(own).toContain('client_id ')
  expect(own).not.toContain('any address')
  const folder = await mkdtemp(join(tmpdir(), 'sso-mock-'))
  const file = join(folder, 'config.json')
  const client = { client_id: 'mine', x_loopback_redirects: true }
  await writeFile(file, JSON.stringify({ clients: [client] }))
  const ofMine = await banner('--config', file)
  await rm(folder, { recursive: true })
  expect(ofMine).toMatch(/redirects +of mine: to any address on this machine$/m)
})

test('says which version it is', async () => {
  const file = new URL('../../packages/mock-provider/package.json', import.meta.url)
  const { version } = JSON.parse(await readFile(file, 'utf8'))
  expect(await start('--version').firstLine()).toBe(version)
})

test('takes clients and users from a file', async () => {
  const mock = start(
    '--port',
    '0',
    '--json',
    '--no-control',
    '--host',
    'localhost',
    '--config',
    'test/wire/iitb.config.json',
  )
  const facts = JSON.parse(await mock.firstLine())
  expect(facts.url).toMatch(/^http:\/\/localhost:\d+$/)
  expect(facts.clients[0].client_id).toBe('web-app')
  expect(facts.users.map(({ username }: { username: string }) => username)).toEqual([
    'alice',
    'bob',
    'newbie',
    'chitra',
  ])
  expect((await fetch(`${facts.url}/_mock/requests`)).status).toBe(404)
})

test('explains a port that is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const { code, stderr } = await start('--port', String(port)).ended()
  other.close()
  expect([code, stderr]).toEqual([
    1,
    `sso-mock: port ${port} is already in use; choose another, or 0 for any free one\n`,
  ])
})

test.each([
  [['--port', '70000'], '--port 70000: not a port from 0 to 65535'],
  [['--port', 'x'], '--port x: not a port from 0 to 65535'],
  [['--port', '-1'], '--port -1: not a port from 0 to 65535'],
  [['--seed', 'a', '--seed=b'], '--seed: there twice'],
  [['--provider', 'nope'], `--provider nope: not one of ${Object.keys(registry).join(', ')}`],
  [['--host', ''], '--host: empty'],
  [['--no-json'], "Unknown option '--no-json'; see sso-mock --help"],
  [['--prot', '1'], "Unknown option '--prot'; see sso-mock --help"],
  [['--config', '/nowhere.json'], '--config /nowhere.json: cannot be read (ENOENT)'],
])('explains wrong flags: %j', async (args, message) => {
  const { code, stderr } = await start(...args).ended()
  expect([code, stderr]).toEqual([2, `sso-mock: ${message}\n`])
})

test.each([
  ['\uFEFF{"client": []}', /: client: unknown key; /],
  ['{"clients": [', /: not valid JSON \(/],
  ['[]', /: config: not an object\n$/],
  ['{"strict": true, "users": [], "strict": false}', /: strict: there twice\n$/],
  [
    '{"clients": [{"client_id": "a"}, {"client_id": "b", "x": {"\\"[": [{}, 2]}, "client\\u005fid": "c"}]}',
    /: clients\[1\]\.client_id: there twice\n$/,
  ],
  ['{"client": []}', /: client: unknown key; there are clients, users, /],
  ['{"clients": [{"client_id": "a"}]}', /: clients\[0\]\.redirect_uris: missing/],
])('explains a wrong config: %s', async (text, message) => {
  const folder = await mkdtemp(join(tmpdir(), 'sso-mock-'))
  const file = join(folder, 'config.json')
  await writeFile(file, text)
  const { code, stderr } = await start('--config', file).ended()
  await rm(folder, { recursive: true })
  expect(code).toBe(2)
  expect(stderr).toMatch(message)
  expect(stderr.split('\n').length).toBe(2)
})

test('with --seed and --now whole answers are the same from run to run, id_tokens too', async () => {
  const signIn = async () => {
    const mock = start(
      ...['--provider', 'standard', '--port', port, '--json'],
      ...['--seed', 's', '--now', '2026-01-01T00:00:00Z'],
    )
    const { url, endpoints } = JSON.parse(await mock.firstLine())
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'demo-spa',
      redirect_uri: 'http://localhost:3000/callback',
      scope: 'openid offline_access',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    })
    const approved = await fetch(`${url}/_mock/approve`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ url: `${endpoints.authorization}?${query}`, user: 'alice' }),
    })
    const { location } = await approved.json()
    const answer = await fetch(endpoints.token, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: 'demo-spa',
        code: new URL(location).searchParams.get('code') ?? '',
        redirect_uri: 'http://localhost:3000/callback',
        code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
      }),
    })
    const body = await answer.text()
    mock.child.kill('SIGTERM')
    await mock.ended()
    return body
  }
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  // The issuer is in every id_token, so the port must be the same in both runs.
  const port = String((taken.address() as { port: number }).port)
  taken.close()
  await once(taken, 'close')
  const first = await signIn()
  expect(JSON.parse(first)).toHaveProperty('id_token')
  expect(await signIn()).toBe(first)
})
