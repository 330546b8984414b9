import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { rows, table } from './table.ts'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

/** They run the rows themselves, by title. */
const suites = ['contract/contract.test.ts', 'contract/cookie-session.test.ts']

describe('the table of what each provider can do', () => {
  it('is in the README, as the data and the tests have it', () => {
    expect(read('../../README.md')).toContain(`\n${table()}\n`)
  })

  it.each(rows.filter(({ file }) => !suites.includes(file)))(
    'names tests that there are: $title',
    ({ file, proof }) => {
      expect(read(`../${file}`)).toContain(proof)
    },
  )
})
