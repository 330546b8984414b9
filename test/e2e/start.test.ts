import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'

const root = new URL('../../', import.meta.url).pathname

it('starts with one command, says where in one line, and stops whole on SIGTERM', async () => {
  // The usual ports taken: it must find others.
  const occupants = await Promise.all([3000, 4000].map(occupy))
  const npm = spawn('npm', ['start', '--silent', '--', '--json'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  const output = createInterface({ input: npm.stdout })
  output.on('line', (line) => lines.push(line))
  await once(output, 'line')
  const told = JSON.parse(lines[0] as string)
  expect(Object.keys(told)).toEqual(['site', 'provider'])
  const { site, provider } = told
  expect(new URL(site).hostname).toBe('127.0.0.1')
  expect(new URL(provider).hostname).toBe('localhost')

  expect(await (await fetch(`${site}/auth/session`)).json()).toMatchObject({ user: null })
  expect((await fetch(`${provider}/_mock/requests`)).status).toBe(200)
  for (const other of ['usso', 'ubisecure', 'bridgekeeper', 'miniorange']) {
    const session = await fetch(`${site}/${other}/auth/session`)
    expect(await session.json()).toMatchObject({ user: null })
  }

  npm.kill('SIGTERM')
  await once(npm, 'exit')
  await expect(fetch(site)).rejects.toThrow()
  await expect(fetch(provider)).rejects.toThrow()
  expect(lines).toHaveLength(1)
  for (const occupant of occupants) occupant?.close()
})

/** Listens on a port, unless somebody does already. */
async function occupy(port: number) {
  const server = createServer()
  server.listen(port, '127.0.0.1')
  const [error] = await Promise.race([
    once(server, 'listening').then(() => []),
    once(server, 'error'),
  ])
  return error ? undefined : server
}
