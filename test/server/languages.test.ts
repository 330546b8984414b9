import { type LanguageTag, languages } from '@sso-login/providers/languages'
import { describe, expect, it } from 'vitest'
import { createSite } from './site.ts'

/** A page of the routes, as a browser of that language gets it. */
async function page(path: string, language: string) {
  const { browser } = createSite()
  return browser.get(path, { accept: 'text/html', 'accept-language': language })
}

describe('a page of the login routes', () => {
  it.each(Object.keys(languages) as LanguageTag[])(
    'is in the language of the browser: %s',
    async (tag) => {
      const { body, headers } = await page('/auth/done', tag)
      const { pages } = await languages[tag]()
      expect(body).toContain(`${pages.loggedIn} ${pages.closeWindow}`.replaceAll("'", '&#39;'))
      expect(body).toContain(
        `<html lang="${tag}" dir="${['ar', 'fa'].includes(tag) ? 'rtl' : 'ltr'}">`,
      )
      expect(headers.get('vary')).toBe('Accept-Language')
    },
  )

  it.each([
    ['no language', '', 'en'],
    ['one that is not there', 'ja', 'en'],
    ['a region', 'pt, de-AT;q=0.9', 'de'],
    ['weights in any order', 'sv;q=0.2, fi;q=0.8, *;q=0.1', 'fi'],
    ['one that is refused', 'fr;q=0, es;q=0.1', 'es'],
    ['anything else', ';;q=x,<script>,hi;q=0.5', 'hi'],
  ])('takes %s for what it means', async (_, header, tag) => {
    expect((await page('/auth/done', header)).body).toContain(`<html lang="${tag}"`)
  })

  it('says why a login failed in that language', async () => {
    const { body } = await page('/auth/done?sso_error=access_denied', 'de')
    expect(body).toContain('Sie sind nicht angemeldet: der Zugriff wurde nicht erlaubt.')
    expect(body).toContain('Erneut versuchen</a>')
  })

  it('speaks English to a script', async () => {
    const { browser } = createSite()
    const answer = await browser.get('/auth/login?scope=nonsense', {
      accept: 'application/json',
      'accept-language': 'de',
    })
    expect(JSON.parse(answer.body)).toMatchObject({ message: 'This site does not ask for that.' })
  })
})
