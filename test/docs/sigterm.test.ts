import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { expect, it } from 'vitest'

it('a site as the README stops it answers whom it is answering, and ends', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sso-login-sigterm-'))
  const site = fork(new URL('stopped-site.ts', import.meta.url), [join(folder, 'sso.db')], {
    execArgv: ['--conditions=@sso-login/source'],
  })
  try {
    const [port] = await once(site, 'message')
    // Without an agent each connection ends with its answer.
    const slow = get({ port, path: '/slow', agent: false })
    const answered = once(slow, 'response') as Promise<[IncomingMessage]>
    await once(site, 'message')
    const ended = once(site, 'exit')
    site.kill('SIGTERM')
    site.send('answer')
    const [answer] = await answered
    expect(await json(answer)).toEqual({ user: null })
    expect(await ended).toEqual([0, null])
  } finally {
    site.kill('SIGKILL')
    await rm(folder, { recursive: true })
  }
})
