import { describe, expect, it } from 'vitest'
import { initials } from '../../packages/element/src/initials.ts'
import { pictureUrl, siteUrl, webUrl } from '../../packages/element/src/safe-url.ts'

describe('a link from the session', () => {
  it('is made absolute', () => {
    expect(siteUrl('/auth/login?a=1')).toBe(`${location.origin}/auth/login?a=1`)
  })

  it.each([
    'javascript:alert(1)',
    ' java\nscript:alert(1)',
    'data:text/html,x',
    `blob:${location.origin}/1`,
    `${location.origin}@evil.example/`,
    `${location.origin}0/`,
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    'http://[',
    '',
    7,
    null,
    undefined,
    { href: '/' },
  ])('is refused when it is %j', (value) => {
    expect(siteUrl(value)).toBeUndefined()
  })
})

describe('where a logout goes on to', () => {
  it.each(['https://provider.example/logout?a=1', `${location.origin}/bye`])(
    'may be %s',
    (value) => {
      expect(webUrl(value)).toBe(value)
    },
  )

  it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///x', '', 7, null, undefined])(
    'may not be %j',
    (value) => {
      expect(webUrl(value)).toBeUndefined()
    },
  )
})

describe('a picture from the session', () => {
  it.each(['https://provider.example/a.png', 'data:image/png;base64,AA'])('may be %s', (value) => {
    expect(pictureUrl(value)).toBe(value)
  })

  it.each(['javascript:alert(1)', 'data:text/html,<p>', 'blob:https://x/1', 'file:///x', '', 3])(
    'may not be %j',
    (value) => {
      expect(pictureUrl(value)).toBeUndefined()
    },
  )
})

describe('initials', () => {
  it.each([
    ['Alice Kumar', 'AK'],
    ['alice', 'A'],
    ['  Juan  Carlos de la Cruz ', 'JC'],
    ['“Ada” (Lovelace)', 'AL'],
    ['王小明', '王'],
    ['कि शोर', 'किशो'],
    ['e\u0301mile Zola', 'E\u0301Z'],
    ['·', ''],
    ['', ''],
  ])('of %j are %j', (name, letters) => {
    expect(initials(name)).toBe(letters)
  })
})
