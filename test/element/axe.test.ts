import { describe, expect, it, onTestFinished } from 'vitest'
import {
  hints,
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

const items = withLink.replace(
  '</sso-login>',
  '<a slot="menu" href="#me">Your profile</a><button slot="menu">Settings</button></sso-login>',
)

const states: Record<string, () => Promise<HTMLElementTagNameMap['sso-login']>> = {
  loading: async () => {
    site(() => new Promise(() => {}))
    const element = stage()
    await element.updateComplete
    return element
  },
  'loading without a link': async () => {
    site(() => new Promise(() => {}))
    const element = stage('<sso-login session="/auth/session"></sso-login>')
    await element.updateComplete
    return element
  },
  'signed out': async () => {
    site(signedOut)
    const element = stage()
    await settled(element)
    return element
  },
  'signed out without a link': async () => {
    site(signedOut)
    const element = stage('<sso-login session="/auth/session"></sso-login>')
    await settled(element)
    return element
  },
  'signed in': async () => {
    site(signedIn())
    return signedInStage()
  },
  'signed in with a picture': async () => {
    site(
      signedIn({
        id: '1',
        name: 'Alice',
        picture: 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==',
      }),
    )
    return signedInStage()
  },
  'signed in, menu open': async () => {
    site(signedIn())
    const element = await signedInStage(items)
    parts(element, 'account').click()
    await element.updateComplete
    return element
  },
  failed: async () => {
    hints()
    site(new TypeError('offline'))
    const element = stage()
    await settled(element)
    await expect.poll(() => parts(element, 'error')).toBeTruthy()
    return element
  },
}

describe.each(['light', 'dark'])('axe, %s', (scheme) => {
  describe.each(['ltr', 'rtl'])('%s', (direction) => {
    it.each(Object.keys(states))('finds nothing wrong when %s', async (name) => {
      const root = document.documentElement
      onTestFinished(() => {
        root.style.cssText = ''
        root.dir = 'ltr'
      })
      root.style.cssText = `color-scheme: ${scheme}; background: Canvas`
      root.dir = direction
      const element = await states[name]?.()
      expect(await violations(element as HTMLElementTagNameMap['sso-login'])).toEqual([])
    })
  })
})
