import { describe, expect, it, onTestFinished } from 'vitest'
import {
  alice,
  bob,
  heard,
  hints,
  link,
  links,
  parts,
  settled,
  shownError,
  signedIn,
  signedInStage,
  site,
  stage,
  status,
} from './stage.ts'

/** Addresses are relative to this, until the end of the test. */
function base(href: string): void {
  const element = Object.assign(document.createElement('base'), { href })
  document.head.prepend(element)
  onTestFinished(() => element.remove())
}

describe('another session address', () => {
  it('leaves nobody of the former one, also where it fails', async () => {
    hints()
    site(signedIn()).answers('/b/session', new TypeError('offline'))
    const signedOuts = heard('sso-signed-out')
    const element = await signedInStage()
    element.session = '/b/session'
    await element.updateComplete
    expect(element.user).toBeNull()
    expect(link(element).checkVisibility()).toBe(true)
    await expect.poll(() => shownError(element)).not.toBe('')
    expect(element.user).toBeNull()
    expect(signedOuts).toEqual([null])
  })

  it('forgets what was said of them', async () => {
    site({ user: null, links }, signedIn()).answers('/b/session', () => new Promise(() => {}))
    const element = stage()
    await settled(element)
    await element.refresh()
    await element.updateComplete
    expect(status(element)).toBe('Logged in as Alice Kumar')
    element.setAttribute('session', '/b/session')
    await element.updateComplete
    expect(status(element)).toBe('')
  })

  it('forgets a logout that failed', async () => {
    hints()
    site(signedIn())
      .answers('/auth/logout', Response.json({}, { status: 500 }))
      .answers('/b/session', () => new Promise(() => {}))
    const element = await signedInStage()
    element.shadowRoot?.querySelector<HTMLElement>('button[part=item]')?.click()
    await expect.poll(() => shownError(element)).not.toBe('')
    element.session = '/b/session'
    await element.updateComplete
    expect(shownError(element)).toBe('')
  })

  it('is not answered by the former one, which comes late', async () => {
    let late = (_: Response) => {}
    site(() => new Promise<Response>((resolve) => (late = resolve)))
    const element = stage()
    await element.updateComplete
    element.session = null
    await element.updateComplete
    late(Response.json(signedIn()))
    await settled(element)
    expect(element.user).toBeNull()
  })

  it('is asked once, also where the page asks for it itself', async () => {
    const fake = site(signedIn()).answers('/b/session', signedIn(bob))
    const element = await signedInStage()
    element.session = '/b/session'
    await element.refresh()
    await element.updateComplete
    expect(element.user).toEqual(bob)
    expect(fake.paths).toEqual(['GET /auth/session', 'GET /b/session'])
  })

  it('is none when it is the same: frameworks set what is there already', async () => {
    const fake = site(signedIn())
    const element = await signedInStage()
    element.session = '/auth/session'
    await element.updateComplete
    expect(element.user).toEqual(alice)
    expect(fake.paths).toEqual(['GET /auth/session'])
  })
})

describe.each(['client-id', 'scope', 'redirect-uri', 'base-url'])('%s', (attribute) => {
  it('is followed when it changes', async () => {
    hints()
    site()
    const errors = heard('sso-error')
    const element = stage('<sso-login provider="none of ours"></sso-login>')
    await expect.poll(() => errors).toHaveLength(1)
    element.setAttribute(attribute, 'https://other.example/')
    await expect.poll(() => errors).toHaveLength(2)
  })
})

describe('<base>', () => {
  it('is what the links of the session are relative to, as its address is', async () => {
    base('/app/')
    const own = { login: 'login', logout: 'logout' }
    const fake = site(signedIn()).answers('session', { user: null, links: own })
    const element = stage('<sso-login session="session"></sso-login>')
    await settled(element)
    expect((parts(element, 'button') as HTMLAnchorElement).pathname).toBe('/app/login')
    expect(fake.paths).toHaveLength(1)
  })

  it('of another site takes no login there', async () => {
    site({ user: null, links })
    const element = stage(
      `<sso-login session="/auth/session"><a href="${location.origin}/auth/login">Login</a></sso-login>`,
    )
    await settled(element)
    base('https://cdn.example/')
    link(element).dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }))
    expect(new URL(link(element).href).origin).toBe(location.origin)
    expect(new URL(link(element).href).searchParams.has('return_to')).toBe(true)
  })
})
