import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'

// What TypeScript itself checks stands in `types/`. Templates have checkers of their own, which read
// the templates beside this file, wrong but for their first lines, and those of the examples, which are not.

const here = new URL('./templates/', import.meta.url)

/** Line and message of everything that a checker finds. */
async function complaints(command: string, ...args: string[]): Promise<string[]> {
  const child = spawn(command, args, { cwd: here, stdio: ['ignore', 'pipe', 'inherit'] })
  const [said] = await Promise.all([text(child.stdout), once(child, 'close')])
  return said.split('\n').filter((line) => /error/i.test(line) && !/ 0 ERRORS/.test(line))
}

it('vue-tsc names each wrong attribute, value, event and detail in a template', async () => {
  expect(await complaints('vue-tsc', '--pretty', 'false', '-p', 'tsconfig.json')).toEqual([
    expect.stringMatching(/^WrongTemplate\.vue\(8,.*'sesion' does not exist/),
    expect.stringMatching(/^WrongTemplate\.vue\(9,.*"wide"' is not assignable/),
    expect.stringMatching(/^WrongTemplate\.vue\(10,.*'onSsoSignIn' does not exist/),
    expect.stringMatching(
      /^WrongTemplate\.vue\(11,.*'user' does not exist on type 'SsoErrorDetail'/,
    ),
  ])
})

it('svelte-check names each wrong attribute, value, event and detail in a template', async () => {
  const found = await complaints(
    'svelte-check',
    '--tsconfig',
    './tsconfig.json',
    '--output',
    'machine',
  )
  expect(found).toEqual([
    expect.stringMatching(/"WrongTemplate\.svelte" 6:.*sesion.*does not exist/),
    expect.stringMatching(/"WrongTemplate\.svelte" 7:.*wide.*is not assignable/),
    expect.stringMatching(/"WrongTemplate\.svelte" 8:.*onsso-sign-in.*does not exist/),
    expect.stringMatching(
      /"WrongTemplate\.svelte" 9:.*'user' does not exist on type 'SsoErrorDetail'/,
    ),
    expect.stringMatching(/COMPLETED .* 4 ERRORS/),
  ])
})

it('tsc finds nothing wrong with the React example, against the published types', async () => {
  expect(
    await complaints('tsc', '--pretty', 'false', '-p', '../../../demo/examples/react'),
  ).toEqual([])
})
