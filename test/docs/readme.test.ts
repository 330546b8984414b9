import { readdirSync, readFileSync } from 'node:fs'
import { createMockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { describe, expect, it } from 'vitest'

const here = new URL('./', import.meta.url)
const readme = readFileSync(new URL('../../README.md', here), 'utf8')

/** Code blocks of the README in a language that runs. */
const blocks = [...readme.matchAll(/^```(?:ts|html)\n([\s\S]*?)^```$/gm)].map(([, code]) => code)

/** The marked parts of the files beside this one: each of those files is run by a test. */
const proven = readdirSync(here)
  .flatMap((name) => {
    const text = readFileSync(new URL(name, here), 'utf8')
    return [
      ...text.matchAll(
        /^ *(?:\/\/|<!--) README begins(?: -->)?\n([\s\S]*?)^ *(?:\/\/|<!--) README ends/gm,
      ),
    ]
  })
  .map(([, code]) => outdent(code as string))

function outdent(code: string): string {
  const margin = code.match(/^ *(?=\S)/)?.[0].length ?? 0
  return code.replaceAll(new RegExp(`^ {0,${margin}}`, 'gm'), '')
}

describe('the README', () => {
  it('shows every marked part of the files beside this test, and nothing else', () => {
    expect(blocks.toSorted()).toEqual(proven.toSorted())
  })

  it('shows a config file that the mock takes', () => {
    const [config = ''] = [...readme.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(
      ([, text]) => text,
    )
    expect(createMockProvider(iitb, JSON.parse(config)).usernames).toEqual(['meera'])
  })
})
