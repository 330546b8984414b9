import { readdirSync, readFileSync } from 'node:fs'
import { createMockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { describe, expect, it } from 'vitest'

const here = new URL('./', import.meta.url)
const readme = readFileSync(new URL('../../README.md', here), 'utf8')

/** Code blocks of a README in a language that runs. */
const blocksOf = (text: string) =>
  [...text.matchAll(/^```(?:ts|html)\n([\s\S]*?)^```$/gm)].map(([, code]) => code)

/** The marked parts of a file that is run by a test. */
const partsOf = (file: URL): string[] =>
  [
    ...readFileSync(file, 'utf8').matchAll(
      /^ *(?:\/\/|<!--) README begins(?: -->)?\n([\s\S]*?)^ *(?:\/\/|<!--) README ends/gm,
    ),
  ].map(([, code]) => outdent(code as string))

/** Of the files beside this one. */
const proven = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isFile())
  .flatMap(({ name }) => partsOf(new URL(name, here)))

const packages = new URL('../../packages/', here)

function outdent(code: string): string {
  const margin = code.match(/^ *(?=\S)/m)?.[0].length ?? 0
  return code.replaceAll(new RegExp(`^ {0,${margin}}`, 'gm'), '')
}

describe('the README', () => {
  it('shows every marked part of the files beside this test, and nothing else', () => {
    expect(blocksOf(readme).toSorted()).toEqual(proven.toSorted())
  })

  it('shows a config file that the mock takes', () => {
    const [config = ''] = [...readme.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(
      ([, text]) => text,
    )
    expect(createMockProvider(iitb, JSON.parse(config)).usernames).toEqual(['meera'])
  })
})

describe("a package's own README, all that npm shows of it,", () => {
  const textOf = (name: string) => readFileSync(new URL(`${name}/README.md`, packages), 'utf8')

  it.each(['client', 'server', 'mock-provider', 'providers'])(
    'shows one program that runs: %s',
    (name) => {
      const program = partsOf(new URL(`packages/${name}.test.ts`, here)).join('')
      expect(blocksOf(textOf(name))).toEqual([program])
    },
  )

  it('shows the page of the README: element', () => {
    expect(blocksOf(textOf('element'))).toEqual(partsOf(new URL('page.html', here)))
  })

  it.each(readdirSync(packages))(
    'says how to install it, and leads nowhere that is not installed: %s',
    (name) => {
      expect(textOf(name)).toMatch(new RegExp(`npm install .*@sso-login/${name}`))
      expect(textOf(name)).not.toContain('](')
    },
  )
})
