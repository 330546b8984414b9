import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { cdp } from 'vitest/browser'
import {
  alice,
  bob,
  heard,
  hints,
  inside,
  link,
  links,
  parts,
  settled,
  shownError,
  signedIn,
  signedInStage,
  signedOut,
  site,
  stage,
  status,
} from './stage.ts'

const never = () => new Promise<Response>(() => {})
const asked = (element: HTMLElement) => element.shadowRoot?.querySelector('.busy') !== null

describe('<sso-login> while the session is read', () => {
  it('shows the page’s own link, which works, and turns its glyph only after a delay', async () => {
    site(never)
    const element = stage()
    await element.updateComplete
    expect(link(element).checkVisibility()).toBe(true)
    expect(link(element).pathname).toBe('/auth/login')
    const [wait] = link(element).getAnimations({ subtree: true })
    expect(wait?.effect?.getTiming().delay).toBe(400)
  })

  it('does not turn the glyph for somebody who wants less motion', async () => {
    const media = (value: string) =>
      cdp().send('Emulation.setEmulatedMedia', {
        features: [{ name: 'prefers-reduced-motion', value }],
      })
    onTestFinished(async () => {
      await media('')
    })
    await media('reduce')
    site(never)
    const element = stage()
    await element.updateComplete
    expect(link(element).getAnimations({ subtree: true })).toHaveLength(1)
  })

  it('keeps the link’s box when the answer comes', async () => {
    let answer = (_: Response) => {}
    site(() => new Promise<Response>((resolve) => (answer = resolve)))
    const element = stage()
    await element.updateComplete
    const before = link(element).getBoundingClientRect()
    expect(asked(element)).toBe(true)
    answer(Response.json(signedOut))
    await settled(element)
    expect(link(element).getBoundingClientRect()).toEqual(before)
  })

  it('holds the place of a link that it will make itself', async () => {
    site(never)
    const element = stage('<sso-login session="/auth/session"></sso-login>')
    await element.updateComplete
    expect(parts(element, 'button').textContent).toBe('Login with SSO')
    expect(parts(element, 'button').hasAttribute('href')).toBe(false)
  })
})

describe('<sso-login> signed out', () => {
  it('takes a session address that is a URL object, also where it does not answer', async () => {
    hints()
    site(new TypeError('Failed to fetch'), signedOut)
    const element = stage('<sso-login></sso-login>')
    Object.assign(element, { session: new URL('/auth/session', location.href) })
    const errors = heard('sso-error')
    await settled(element)
    expect(errors).toMatchObject([{ code: 'network_error' }])
    await element.refresh()
    await settled(element)
    expect(shownError(element)).toBe('')
  })

  it('is the page’s own link, once', async () => {
    site(signedOut)
    const element = stage()
    await settled(element)
    expect(link(element).checkVisibility()).toBe(true)
    expect(parts(element, 'button')).toBeNull()
    expect(element.user).toBeNull()
  })

  it('makes the link from the session where the page has none, white space or not', async () => {
    site(signedOut)
    const element = stage('<sso-login session="/auth/session">\n  </sso-login>')
    await settled(element)
    const made = parts(element, 'button') as HTMLAnchorElement
    expect(made.pathname).toBe('/auth/login')
    expect(made.textContent).toBe('Login with SSO')
  })

  it('gives way to a link that the page adds later', async () => {
    site(signedOut)
    const element = stage('<sso-login session="/auth/session"></sso-login>')
    await settled(element)
    const late = document.createElement('a')
    late.href = '/auth/login'
    late.textContent = 'Sign in'
    element.append(late)
    await expect.poll(() => parts(element, 'button')).toBeNull()
    expect(late.checkVisibility()).toBe(true)
  })

  it('says nothing of a sign-out that was none', async () => {
    site(signedOut)
    const signedOuts = heard('sso-signed-out')
    const element = stage()
    await settled(element)
    expect(signedOuts).toEqual([])
    expect(status(element)).toBe('')
  })
})

describe('<sso-login> signed in', () => {
  it('shows the name and initials, and the link no longer', async () => {
    site(signedIn())
    const element = await signedInStage()
    expect(parts(element, 'name').textContent).toBe('Alice Kumar')
    expect(parts(element, 'avatar').textContent).toBe('AK')
    expect(link(element).checkVisibility()).toBe(false)
    expect(element.user).toEqual(alice)
    expect(status(element)).toBe('')
  })

  it('shows the picture, and the initials again when it does not load', async () => {
    const dot = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=='
    site(signedIn({ ...alice, picture: dot }), signedIn({ ...alice, picture: '/no-such-picture' }))
    const element = await signedInStage()
    await expect.poll(() => inside(element, 'img').checkVisibility()).toBe(true)
    // The provider is not told which page shows it.
    expect(inside<HTMLImageElement>(element, 'img').referrerPolicy).toBe('no-referrer')
    await element.refresh()
    await expect.poll(() => inside(element, 'img').checkVisibility()).toBe(false)
    expect(parts(element, 'avatar').textContent).toBe('AK')
  })

  it('has a word for a person without a name', async () => {
    site(signedIn({ id: '7', name: null }))
    const element = await signedInStage()
    expect(parts(element, 'name').textContent).toBe('Account')
    expect(parts(element, 'summary').textContent).toMatch(/Logged in as7/)
  })

  it('tells once who it is, and again only when it is somebody else', async () => {
    site(signedIn(), signedIn(), signedIn(bob))
    const signedIns = heard('sso-signed-in')
    const element = await signedInStage()
    await element.refresh()
    expect(signedIns).toEqual([{ user: alice }])
    await element.refresh()
    expect(signedIns).toEqual([{ user: alice }, { user: bob }])
  })

  it('announces a sign-in that happens while the page is open', async () => {
    site(signedOut, signedIn())
    const element = stage()
    await settled(element)
    await element.refresh()
    await element.updateComplete
    expect(status(element)).toBe('Logged in as Alice Kumar')
  })

  it('follows a session that ended elsewhere', async () => {
    site(signedIn(), signedOut)
    const signedOuts = heard('sso-signed-out')
    const element = await signedInStage()
    await element.refresh()
    await element.updateComplete
    expect(signedOuts).toEqual([null])
    expect(status(element)).toBe('You are logged out.')
    expect(link(element).checkVisibility()).toBe(true)
  })

  it('lets the newest read win', async () => {
    let slow = (_: Response) => {}
    site(() => new Promise<Response>((resolve) => (slow = resolve)), signedIn(bob))
    const element = stage()
    await element.updateComplete
    await element.refresh()
    const late = Response.json(signedIn(alice))
    const body = vi.spyOn(late, 'json')
    slow(late)
    await expect.poll(() => body.mock.settledResults[0]?.type).toBe('fulfilled')
    await element.updateComplete
    expect(element.user).toEqual(bob)
  })

  it('reads again when the page comes back whole from the browser’s cache', async () => {
    site(signedIn(), signedOut)
    const element = await signedInStage()
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
    await expect.poll(() => element.user).toBeNull()
  })

  it('reads once when the page comes in any other way', async () => {
    const { requests } = site(signedIn(), signedOut)
    const element = await signedInStage()
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }))
    await settled(element)
    expect(requests).toHaveLength(1)
    // Nor is an answer of the past what it reads.
    expect(requests[0]?.init.cache).toBe('no-store')
  })

  it('reads again when it is put back into the page', async () => {
    const fake = site(signedIn(), signedOut)
    const element = await signedInStage()
    const parent = element.parentElement
    element.remove()
    parent?.append(element)
    await expect.poll(() => element.user).toBeNull()
    expect(fake.paths).toEqual(['GET /auth/session', 'GET /auth/session'])
  })
})

describe('<sso-login> whose session cannot be read', () => {
  const html = () =>
    new Response('<!doctype html><p>Hello', { headers: { 'content-type': 'text/html' } })
  const bad: [string, Parameters<typeof site>[0], string][] = [
    ['HTML', html(), 'response_invalid'],
    ['a 500', Response.json(signedOut, { status: 500 }), 'response_invalid'],
    ['JSON that is no session', { hello: 'world' }, 'response_invalid'],
    ['null', new Response('null'), 'response_invalid'],
    ['nothing', new Response(''), 'response_invalid'],
    ['a user without an id', { user: { name: 'x' }, links }, 'response_invalid'],
    ['no user at all', { links }, 'response_invalid'],
    [
      'a script as login link',
      { user: null, links: { ...links, login: 'javascript:alert(1)' } },
      'response_invalid',
    ],
    [
      'a logout link of another site',
      { user: null, links: { ...links, logout: 'https://evil.example/' } },
      'response_invalid',
    ],
    ['a network error', new TypeError('Failed to fetch'), 'network_error'],
  ]

  it.each(bad)('answers %s with words, a code and a way forward', async (_, answer, code) => {
    const said = hints()
    const errors = heard('sso-error')
    site(answer, signedOut)
    const element = stage()
    await expect.poll(() => shownError(element)).not.toBe('')
    const message = 'We could not check whether you are logged in.'
    expect(shownError(element)).toBe(message)
    expect(errors).toEqual([{ code, message }])
    expect(said).toHaveLength(1)
    expect(link(element).checkVisibility()).toBe(true)

    parts(element, 'retry').click()
    await expect.poll(() => parts(element, 'error')).toBeNull()
    expect(errors).toHaveLength(1)
  })

  it('gives up on an endpoint that never answers', async () => {
    hints()
    const controller = new AbortController()
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(controller.signal)
    const errors = heard('sso-error')
    const fake = site(
      () =>
        new Promise<Response>((_, reject) => {
          const signal = fake.requests[0]?.init.signal
          signal?.addEventListener('abort', () => reject(signal.reason))
        }),
    )
    const element = stage()
    await expect.poll(() => fake.requests.length).toBe(1)
    controller.abort(new DOMException('', 'TimeoutError'))
    await expect.poll(() => errors).toMatchObject([{ code: 'timeout' }])
    expect(link(element).checkVisibility()).toBe(true)
    expect(timeout.mock.calls).toEqual([[10_000]])
    timeout.mockRestore()
  })

  it('hints once in the console, without the body or the query', async () => {
    const said = hints()
    site().answers('/auth/session?key=hidden', new Response('<p>hidden'))
    const element = stage('<sso-login session="/auth/session?key=hidden"></sso-login>')
    await expect.poll(() => shownError(element)).not.toBe('')
    await element.refresh()
    expect(said).toEqual([
      '<sso-login>: /auth/session: SyntaxError; not {"user", "links": {"login", "logout"}} of this site',
    ])
  })

  it('says that the address is missing', async () => {
    const said = hints()
    const errors = heard('sso-error')
    const { requests } = site(signedOut)
    const element = stage('<sso-login><a href="/auth/login">Login with SSO</a></sso-login>')
    await expect.poll(() => errors).toMatchObject([{ code: 'invalid_config' }])
    expect(said).toEqual(['<sso-login>: session="/auth/session" is missing'])
    expect(requests).toEqual([])
    expect(link(element).checkVisibility()).toBe(true)

    element.session = '/auth/session'
    await expect.poll(() => parts(element, 'error')).toBeNull()
  })

  it('keeps the known person while a later read fails', async () => {
    hints()
    site(signedIn(), new TypeError('offline'))
    const signedOuts = heard('sso-signed-out')
    const element = await signedInStage()
    await element.refresh()
    expect(element.user).toEqual(alice)
    expect(signedOuts).toEqual([])
  })

  it('says that it tries again, in the same box', async () => {
    hints()
    site(new TypeError('offline'), never)
    const element = stage()
    await expect.poll(() => shownError(element)).not.toBe('')
    parts(element, 'retry').click()
    await expect.poll(() => shownError(element)).toBe('One moment…')
  })
})
