import { readdirSync, readFileSync } from 'node:fs'
import { languages } from '@sso-login/providers/languages'
import { all } from '@sso-login/providers/languages/all'
import { describe, expect, it } from 'vitest'

const folder = new URL('../../packages/providers/src/languages/', import.meta.url)
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const isMachineMade = (tag: string) =>
  readFileSync(new URL(`${tag}.ts`, folder), 'utf8').startsWith('// Made by a machine')

describe('the languages', () => {
  it('are the files of the folder', () => {
    const files = readdirSync(folder).filter((name) => /^[a-z]{2}\.ts$/.test(name))
    expect(files.map((name) => name.slice(0, 2)).sort()).toEqual(Object.keys(languages).sort())
  })

  it.each(Object.entries(all))(
    '%s: has its strings in the order of English, none of them empty',
    (_, language) => {
      const { en } = all
      expect(Object.keys(language.element)).toEqual(Object.keys(en.element))
      expect(Object.keys(language.pages).sort()).toEqual(Object.keys(en.pages).sort())
      const strings = Object.values({ ...language.element, ...language.pages })
      expect(strings.filter((text) => text !== text.trim() || text === '')).toEqual([])
    },
  )

  it.each(Object.entries(all))(
    '%s: leaves the same places for names as English',
    (_, { pages }) => {
      const places = (words: object) =>
        Object.entries(words).flatMap(([key, text]) => (text.includes('{}') ? [key] : []))
      expect(places(pages).sort()).toEqual(places(all.en.pages).sort())
    },
  )

  it('are called machine-made in the README as long as their files say so', () => {
    const [, listed = ''] = readme.match(/at most 0\.5 KB for it: ([^.]*)\./) ?? []
    const tags = [...listed.matchAll(/`([a-z]{2})`/g)].map(([, tag]) => tag)
    expect(tags.sort()).toEqual(Object.keys(languages).filter(isMachineMade).sort())
  })
})
