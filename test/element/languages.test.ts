import type { Strings } from '@sso-login/element'
import { SsoLogin } from '@sso-login/element'
import { directionOf, type LanguageTag, languages } from '@sso-login/providers/languages'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  hints,
  inside,
  parts,
  settled,
  signedIn,
  signedInStage,
  signedOut,
  site,
  stage,
  status,
  violations,
} from './stage.ts'

const made = '<sso-login session="/auth/session"></sso-login>'
const tags = Object.keys(languages) as LanguageTag[]

/** The page says so, until the end of the test. */
function pageIn(lang: string, dir = 'ltr') {
  const root = document.documentElement
  onTestFinished(() => {
    root.removeAttribute('lang')
    root.removeAttribute('dir')
  })
  Object.assign(root, { lang, dir })
}

async function signedOutStage(markup = made): Promise<SsoLogin> {
  site(signedOut)
  const element = stage(markup)
  await settled(element)
  return element
}

const button = (element: SsoLogin) => parts(element, 'button')?.textContent
const row = (element: SsoLogin) => inside(element, '.row')

describe.each(tags)('%s', (tag) => {
  const states = {
    'signed out': () => signedOutStage(),
    'signed in, menu open': async () => {
      site(signedIn())
      const element = await signedInStage(made)
      await expect.poll(() => row(element).lang).toBe(tag)
      parts(element, 'account').click()
      await element.updateComplete
      return element
    },
    failed: async () => {
      hints()
      site(new TypeError('offline'))
      const element = stage(made)
      await settled(element)
      return element
    },
  }

  it.each(Object.entries(states))('axe finds nothing wrong when %s', async (_, state) => {
    pageIn(tag, directionOf(tag))
    const element = await state()
    await expect.poll(() => row(element).lang).toBe(tag)
    expect(await violations(element)).toEqual([])
  })

  it('is what the element shows and says', async () => {
    pageIn(tag)
    hints()
    site(new TypeError('offline'))
    const element = stage(made)
    await settled(element)
    const { element: words } = await languages[tag]()
    await expect.poll(() => status(element)).toBe(words.unknown)
    expect(parts(element, 'retry').textContent).toBe(words.retry)
  })
})

describe('the language of the page', () => {
  it('is that of the closest ancestor which says one', async () => {
    pageIn('en')
    const element = await signedOutStage(`<div lang="fi"><p>${made}</p></div>`)
    await expect.poll(() => button(element)).toBe('Kirjaudu SSO:lla')
  })

  it('is found around a shadow tree too', async () => {
    pageIn('en')
    site(signedOut)
    const outer = stage(`<div lang="sv"><p></p></div>${made}`).parentElement as HTMLElement
    const root = outer.querySelector('p')?.attachShadow({ mode: 'open' }) as ShadowRoot
    const element = root.appendChild(document.createElement('sso-login'))
    element.session = '/auth/session'
    await expect.poll(() => button(element)).toBe('Logga in med SSO')
  })

  it('is followed when it changes, also in what was said before', async () => {
    pageIn('en')
    hints()
    site(new TypeError('offline'))
    const element = stage(made)
    await settled(element)
    expect(status(element)).toBe('We could not check whether you are logged in.')
    document.documentElement.lang = 'de'
    await expect
      .poll(() => status(element))
      .toBe('Wir konnten nicht prüfen, ob Sie angemeldet sind.')
    document.documentElement.lang = 'en'
    await expect.poll(() => status(element)).toContain('We could not')
  })

  it.each(['zh-Hans-CN', 'ZH', 'zh'])(
    'may name a region or a script, in any case: %s',
    async (lang) => {
      pageIn(lang)
      const element = await signedOutStage()
      await expect.poll(() => button(element)).toBe('使用 SSO 登录')
    },
  )

  it('gets English words, which say that they are English, where there are no others', async () => {
    pageIn('ja')
    const element = await signedOutStage()
    expect(button(element)).toBe('Login with SSO')
    expect(row(element).lang).toBe('en')
  })

  it.each(['constructor', '__proto__'])('is English where it is none: %s', async (lang) => {
    pageIn(lang)
    expect(button(await signedOutStage())).toBe('Login with SSO')
  })

  it('turns the element round where the page is written from right to left', async () => {
    pageIn('ar', 'rtl')
    site(signedIn())
    const element = await signedInStage(made)
    const left = (part: string) => parts(element, part).getBoundingClientRect().left
    expect(left('avatar')).toBeGreaterThan(left('name'))
    document.documentElement.dir = 'ltr'
    expect(left('avatar')).toBeLessThan(left('name'))
  })
})

describe('a site', () => {
  const dutch = { ...SsoLogin.languages.en, login: 'Inloggen met SSO' } as Strings

  it('says ours in its own way, whether ours have come or not', async () => {
    SsoLogin.languages.sv = dutch
    onTestFinished(() => void delete SsoLogin.languages.sv)
    pageIn('sv')
    const element = await signedOutStage()
    expect(button(element)).toBe('Inloggen met SSO')
    await languages.sv()
    await element.refresh()
    await settled(element)
    expect(button(element)).toBe('Inloggen met SSO')
  })

  it('adds a language of its own', async () => {
    SsoLogin.languages.nl = dutch
    onTestFinished(() => void delete SsoLogin.languages.nl)
    pageIn('nl-BE')
    const element = await signedOutStage()
    expect(button(element)).toBe('Inloggen met SSO')
    expect(row(element).lang).toBe('nl')
  })

  it('is heard in English where its own language lacks a string', async () => {
    SsoLogin.languages.nl = { login: 'Inloggen met SSO' } as Strings
    onTestFinished(() => void delete SsoLogin.languages.nl)
    pageIn('nl')
    site(signedIn())
    const element = await signedInStage(made)
    expect(parts(element, 'item').textContent).toBe('Log in as another user')
  })

  it('says one string of ours in its own way, and leaves the others', async () => {
    SsoLogin.languages.fi = { login: 'Sisään' } as Strings
    onTestFinished(() => void delete SsoLogin.languages.fi)
    pageIn('fi')
    site(signedIn())
    const element = await signedInStage(made)
    const { element: finnish } = await languages.fi()
    await expect.poll(() => parts(element, 'item').textContent).toBe(finnish.switchUser)
    site(signedOut)
    await element.refresh()
    await expect.poll(() => button(element)).toBe('Sisään')
  })
})
