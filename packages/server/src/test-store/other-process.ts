import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { StoreCases } from './case.ts'

/** How a process of its own gets at the records of a store under test. */
export interface OtherProcess {
  /** URL of a module that exports `openStore(address)`: a store, or the promise of one. */
  openStoreModule: string
  address: string
  /** For Node, e.g. `--conditions=...`. */
  nodeArguments: readonly string[]
}

/**
 * Runs `steps` with the `store` and its `records` (the grants); `say` hands something back, and `standStill` stops the whole
 * process until its input ends. It lives on after them, but not without its parent: also where that is killed.
 */
function start({ openStoreModule, address, nodeArguments }: OtherProcess, steps: string) {
  // Not SIGSTOP: a process that is stopped by it cannot see that its parent is gone, and would stay for ever.
  const script = `
    process.once('disconnect', () => process.exit())
    const { readSync } = await import('node:fs')
    const standStill = () => readSync(0, new Uint8Array(1))
    const { openStore } = await import(${JSON.stringify(openStoreModule)})
    const store = await openStore(${JSON.stringify(address)})
    const records = store.grants
    const say = (word) => new Promise((resolve) => process.send(word, resolve))
    ${steps}`
  return spawn(process.execPath, [...nodeArguments, '--input-type=module', '--eval', script], {
    stdio: ['pipe', 'inherit', 'inherit', 'ipc'],
  })
}

const said = async (child: ChildProcess): Promise<unknown> => {
  const stopped = once(child, 'exit').then(() => {
    throw new Error('The other process ended without a word.')
  })
  const [word] = (await Promise.race([once(child, 'message'), stopped])) as [unknown]
  return word
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

/** What a process leaves behind that is killed (`kill -9`) or stopped in the middle of its work. */
export const otherProcessCases = (other: OtherProcess): StoreCases => ({
  'keeps what it has answered when the process is killed the moment after': async (tools) => {
    const { store, name } = tools
    const id = JSON.stringify(name('a'))
    const child = start(
      other,
      `await records.create({ id: ${id}, userId: 'x:1', data: 'first', expiresAt: null })
       await records.claim(${id}, 1, 'killed', 60_000)
       await records.commit(${id}, 1, 'second')
       await records.claim(${id}, 2, 'killed', 60_000)
       process.kill(process.pid, 'SIGKILL')`,
    )
    await once(child, 'exit')
    const read = await store.grants.get(name('a'))
    assert.equal(read?.data, 'second')
    assert.equal(read.generation, 2)
    assert.equal(read.lease?.owner, 'killed')
    assert.equal(await store.grants.claim(name('a'), 2, 'next', 1000), false)
  },

  'gives the lease of a killed process to another, once it is over': async (tools) => {
    const { store, name, record, pass } = tools
    await store.grants.create(record('a'))
    const id = JSON.stringify(name('a'))
    const child = start(other, `await say(await records.claim(${id}, 1, 'killed', 60_000))`)
    const isClaimed = await said(child)
    await end(child)
    assert.equal(isClaimed, true)
    assert.equal(await store.grants.claim(name('a'), 1, 'next', 60_000), false)
    // Near its end only now: however slow the machine, it was not over before.
    assert.equal(await store.grants.renew(name('a'), 'killed', 500), true)
    await pass(0.6)
    assert.equal(await store.grants.claim(name('a'), 1, 'next', 60_000), true)
    assert.equal(await store.grants.commit(name('a'), 1, 'of next'), true)
  },

  'lets a process that was stopped past its lease overwrite nothing when it goes on': async (
    tools,
  ) => {
    const { store, name, record, pass } = tools
    await store.grants.create(record('a'))
    const id = JSON.stringify(name('a'))
    const child = start(
      other,
      `await say(await records.claim(${id}, 1, 'stopped', 500))
       standStill()
       await say(await records.commit(${id}, 1, 'of the stopped one'))`,
    )
    try {
      assert.equal(await said(child), true)
      await pass(0.6)
      assert.equal(await store.grants.claim(name('a'), 1, 'next', 60_000), true)
      assert.equal(await store.grants.commit(name('a'), 1, 'of next'), true)
      const answer = said(child)
      child.stdin?.end()
      assert.equal(await answer, false)
      assert.equal((await store.grants.get(name('a')))?.data, 'of next')
    } finally {
      await end(child)
    }
  },
})
