/** The processes that the cases for everybody's store start are gone when those of the tests are. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'

/** Says when it is opened; its connection would keep a process alive. */
const openStoreModule = (opening: string) =>
  `data:text/javascript,${encodeURIComponent(`
    export async function openStore() {
      setInterval(() => {}, 60_000)
      ${opening}
      return { grants: { claim: async () => true, commit: async () => false } }
    }`)}`

/** Runs the case of a stopped process up to where time is to go by. */
const runner = (opening: string) => `
  const { memory } = await import('@sso-login/server')
  const { testStore } = await import('@sso-login/server/test-store')
  const advance = () => {
    console.log('It is stopped.')
    return new Promise(() => {})
  }
  testStore(() => ({ store: memory(), address: 'any', advance }), {
    it: (title, run) => title.includes('stopped') && run(),
    openStoreModule: ${JSON.stringify(openStoreModule(opening))},
  })
  setInterval(() => {}, 60_000)`

it.each([
  ['opens its store', "console.log('It opens.'); await new Promise(() => {})"],
  ['is stopped', ''],
])('a process that %s ends when the one that started it is killed', async (_, opening) => {
  const parent = spawn(
    process.execPath,
    ['--conditions=@sso-login/source', '--input-type=module', '--eval', runner(opening)],
    { cwd: new URL('../..', import.meta.url).pathname, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const [word] = await once(parent.stdout, 'data')
  expect(String(word)).toMatch(/^It /)
  parent.kill('SIGKILL')
  // Both write to it, so that it is closed when both are gone.
  await once(parent, 'close')
})
