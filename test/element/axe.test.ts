import type { SsoLogin } from '@sso-login/element'
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { cdp } from 'vitest/browser'
import { css } from '../../packages/element/src/unupgraded.ts'
import {
  hints,
  link,
  parts,
  settled,
  signedIn,
  signedInStage,
  signedOut,
  site,
  stage,
  violations,
  withLink,
} from './stage.ts'

const never = () => new Promise<Response>(() => {})
const bare = '<sso-login session="/auth/session"></sso-login>'
const items = withLink.replace(
  '</sso-login>',
  '<a slot="menu" href="#me">Your profile</a><button slot="menu">Settings</button></sso-login>',
)
const person = { id: '1', name: 'Alice Kumar', detail: 'Computer Science' }
const picture = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=='

async function settledStage(markup?: string): Promise<SsoLogin> {
  const element = stage(markup)
  await settled(element)
  return element
}

async function says(element: SsoLogin, words: string): Promise<void> {
  const note = () => parts(element, 'error') ?? parts(element, 'note')
  await expect.poll(() => note()?.textContent).toContain(words)
}

async function loginWindow(closed: boolean): Promise<SsoLogin> {
  const popup = { opener: null, location: { href: '' }, closed, close() {}, focus() {} }
  const open = vi.spyOn(window, 'open').mockReturnValue(popup as unknown as Window)
  onTestFinished(() => open.mockRestore())
  site(signedOut)
  const element = await settledStage(withLink.replace('session=', 'popup session='))
  link(element).click()
  await says(element, 'Please log in in the other window.')
  return element
}

const states: Record<string, () => Promise<Element>> = {
  'link only': async () => {
    // A tag that nobody defines stays what the element is before its script has come.
    const style = document.createElement('style')
    style.textContent = css
      .replaceAll('sso-login', 'sso-link-only')
      .replaceAll('--sso-link-only', '--sso-login')
    document.head.append(style)
    onTestFinished(() => style.remove())
    stage(withLink.replaceAll('sso-login', 'sso-link-only'))
    return document.querySelector('sso-link-only') as Element
  },
  loading: async () => {
    site(never)
    const element = stage()
    await element.updateComplete
    return element
  },
  'loading without a link': async () => {
    site(never)
    const element = stage(bare)
    await element.updateComplete
    return element
  },
  'signed out': () => {
    site(signedOut)
    return settledStage()
  },
  'signed out without a link': () => {
    site(signedOut)
    return settledStage(bare)
  },
  'signing in': () => loginWindow(false),
  'signing in cancelled, with a window that may be open': async () => {
    const element = await loginWindow(true)
    parts(element, 'retry').click()
    await says(element, 'The other window may still be open')
    return element
  },
  'signed in': () => {
    site(signedIn(person))
    return signedInStage()
  },
  'signed in with a picture': () => {
    site(signedIn({ ...person, picture }))
    return signedInStage()
  },
  'signed in, menu open': async () => {
    site(signedIn(person))
    const element = await signedInStage(items)
    parts(element, 'account').click()
    await element.updateComplete
    return element
  },
  expired: async () => {
    site({ ...signedIn(person), expiresAt: 1 }, signedOut)
    const element = await signedInStage()
    await element.refresh()
    await says(element, 'Your session has ended.')
    return element
  },
  unreachable: async () => {
    hints()
    site(new TypeError('offline'))
    const element = await settledStage()
    await says(element, 'Try again')
    return element
  },
  'unreachable while signed in': async () => {
    hints()
    site(signedIn(person), new TypeError('offline'))
    const element = await signedInStage()
    await element.refresh()
    await says(element, 'Try again')
    return element
  },
  error: async () => {
    const before = location.href
    onTestFinished(() => history.replaceState(null, '', before))
    history.replaceState(null, '', '?sso_error=access_denied')
    site(signedOut)
    const element = await settledStage()
    await says(element, 'access was not allowed')
    return element
  },
}

const themes = {
  light: ['light', 'none'],
  dark: ['dark', 'none'],
  'forced colors': ['dark', 'active'],
} as const

describe.each(Object.keys(themes) as (keyof typeof themes)[])('axe, in %s', (theme) => {
  const [scheme, forced] = themes[theme]
  beforeAll(async () => {
    const features = [
      { name: 'forced-colors', value: forced },
      { name: 'prefers-color-scheme', value: scheme },
    ]
    await cdp().send('Emulation.setEmulatedMedia', { features })
    document.documentElement.style.cssText = 'color-scheme: light dark; background: Canvas'
    return async () => {
      document.documentElement.style.cssText = ''
      await cdp().send('Emulation.setEmulatedMedia', { features: [] })
    }
  })

  it('is what the page is in', () => {
    expect(matchMedia('(forced-colors: active)').matches).toBe(forced === 'active')
    expect(matchMedia('(prefers-color-scheme: dark)').matches).toBe(scheme === 'dark')
  })

  describe.each(['ltr', 'rtl'])('%s', (direction) => {
    it.each(Object.keys(states))('finds nothing wrong, in any view, when %s', async (name) => {
      const root = document.documentElement
      onTestFinished(() => {
        root.dir = 'ltr'
      })
      root.dir = direction
      const element = (await states[name]?.()) as SsoLogin
      for (const view of ['button', 'compact', 'full']) {
        element.setAttribute('view', view)
        expect(await violations(element), view).toEqual([])
      }
    })
  })
})
