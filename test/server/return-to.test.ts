import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { safeReturnTo, withError } from '../../packages/server/src/return-to.ts'

const site = { origin: 'https://site.example', secure: true, basePath: '/auth' }

describe('where a visitor goes afterwards', () => {
  it.each([
    ['/slots', '/slots'],
    ['/slots?day=2&q=a%20b#top', '/slots?day=2&q=a%20b#top'],
    ['slots', '/slots'],
    ['?day=2', '/?day=2'],
    ['https://site.example/slots?day=2', '/slots?day=2'],
    ['https://user:password@site.example/slots', '/slots'],
    ['/a/../slots', '/slots'],
    ['/authors', '/authors'],
    ['/slots?next=//evil.example', '/slots?next=//evil.example'],
    ['/slots?sso_error=access_denied&day=2', '/slots?day=2'],
    ['/slots?sso_error=access_denied', '/slots'],
    ['/कक्ष', '/%E0%A4%95%E0%A4%95%E0%A5%8D%E0%A4%B7'],
  ])('is %s as %s', (wanted, expected) => {
    expect(safeReturnTo(wanted, site)).toBe(expected)
  })

  it.each([
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '\t//evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '/%2e//evil.example',
    'https://evil.example/',
    'http://site.example/',
    'https://site.example:444/',
    'https://site.example.evil.example/',
    'https://site.example@evil.example/',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'blob:https://site.example/1',
    '/slots\u0000',
    '/slots\r\nSet-Cookie: a=b',
    '/slots\u007f',
    '/auth/login',
    '/auth/login?switch=1',
    '/auth/callback?code=x',
    '/x/../auth/login/',
    'http://[',
    '',
    `/${'a'.repeat(2000)}`,
    null,
    undefined,
    7,
  ])('is the front page instead of %j', (wanted) => {
    expect(safeReturnTo(wanted, site)).toBe('/')
  })

  it('stays on the site whatever is asked for', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom(
          ...['/', '\\', '//', '\t', '\n', '.', '..', '%2e', ':', '@', '?', '#', 'https:', 'http:'],
          ...[
            'javascript:',
            'blob:',
            'evil.example',
            'site.example',
            'https://site.example',
            'auth',
          ],
        ),
        fc.string({ unit: 'binary', maxLength: 5 }),
      ),
      { maxLength: 8 },
    )
    const wanted = fc.oneof(
      pieces.map((list) => list.join('')),
      fc.webUrl(),
      fc.string({ unit: 'binary' }),
    )
    fc.assert(
      fc.property(wanted, (text) => {
        const returnTo = safeReturnTo(text, site)
        expect(returnTo).toMatch(/^\/(?!\/)[\x21-\x7e]*$/)
        expect(new URL(returnTo, site.origin).origin).toBe(site.origin)
        expect(new URL(withError(returnTo, 'timeout'), site.origin).origin).toBe(site.origin)
      }),
      { numRuns: 3000 },
    )
  })
})

describe('an error on the way back', () => {
  it.each([
    ['/', '/?sso_error=timeout'],
    ['/slots?day=2#top', '/slots?day=2&sso_error=timeout#top'],
    ['/slots?sso_error=access_denied&q=a%20b', '/slots?q=a%20b&sso_error=timeout'],
    ['/slots#a?b', '/slots?sso_error=timeout#a?b'],
  ])('is told to %s as %s', (returnTo, expected) => {
    expect(withError(returnTo, 'timeout')).toBe(expected)
  })
})
