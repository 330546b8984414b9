import type { SsoLogin } from '@sso-login/element'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import {
  type Answer,
  alice,
  bob,
  FakeSite,
  heard,
  hints,
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
  violations,
  withLink,
} from './stage.ts'

/** The site's other pages, as far as the element hears of them. */
function elsewhere(): BroadcastChannel {
  const channel = new BroadcastChannel('sso-login')
  onTestFinished(() => channel.close())
  return channel
}

describe('the session of <sso-login>, at its end', () => {
  it('is read again then, and the visitor is told that it ended', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    onTestFinished(() => {
      vi.useRealTimers()
    })
    const expiresAt = Math.floor(Date.now() / 1000) + 3600
    // As any answer does, it takes its time: in none, the end would not be over yet.
    const late = async () => {
      await new Promise((resolve) => setTimeout(resolve, 100))
      return Response.json(signedOut)
    }
    site({ ...signedIn(), expiresAt }, late)
    const signedOuts = heard('sso-signed-out')
    const element = stage()
    await element.updateComplete
    await vi.waitFor(() => expect(element.user).toEqual(alice))
    await vi.advanceTimersByTimeAsync(3_599_000)
    expect(signedOuts).toEqual([])
    await vi.advanceTimersByTimeAsync(2_000)
    await vi.waitFor(() => expect(signedOuts).toEqual([null]))
    await element.updateComplete
    expect(status(element)).toBe('Your session has ended. Please log in again.')
    expect(parts(element, 'note').checkVisibility()).toBe(true)
    expect(link(element).checkVisibility()).toBe(true)
    vi.useRealTimers()
    expect(await violations(element)).toEqual([])
  })

  it('is not asked for at once where it is further off than a timer can be', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    onTestFinished(() => {
      vi.useRealTimers()
    })
    const dayMs = 86_400_000
    const expiresAt = Math.floor(Date.now() / 1000) + (90 * dayMs) / 1000
    const { requests } = site({ ...signedIn(), expiresAt })
    const element = stage()
    await element.updateComplete
    await vi.waitFor(() => expect(element.user).toEqual(alice))
    await vi.advanceTimersByTimeAsync(20 * dayMs)
    expect(requests).toHaveLength(1)
  })

  it('is not asked for without a pause where the clocks differ', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    onTestFinished(() => {
      vi.useRealTimers()
    })
    const { requests } = site({ ...signedIn(), expiresAt: 1 })
    const element = stage()
    await element.updateComplete
    await vi.waitFor(() => expect(element.user).toEqual(alice))
    await vi.advanceTimersByTimeAsync(59_000)
    expect(requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(requests).toHaveLength(2)
  })
})

describe('<sso-login> in a component of the site’s', () => {
  it('is heard by the page', async () => {
    site(signedIn())
    const signedIns = heard('sso-signed-in')
    const component = document.createElement('div')
    component.attachShadow({ mode: 'open' }).innerHTML = withLink
    document.body.append(component)
    onTestFinished(() => component.remove())
    await expect.poll(() => signedIns).toEqual([{ user: alice }])
  })
})

describe('<sso-login> among the site’s pages', () => {
  it('reads again when another one says that something changed, and listens to nothing else', async () => {
    const { requests } = site(signedOut, signedIn(bob))
    const element = stage()
    await settled(element)
    const other = elsewhere()
    for (const word of ['code=1', { changed: true }, null]) other.postMessage(word)
    other.postMessage('changed')
    await expect.poll(() => element.user).toEqual(bob)
    expect(requests).toHaveLength(2)
  })

  it('says so when it logged out, and no more than that', async () => {
    site(signedIn(), signedOut)
    const element = await signedInStage()
    const said: unknown[] = []
    elsewhere().onmessage = ({ data }) => said.push(data)
    parts(element, 'account').click()
    element.shadowRoot?.querySelector<HTMLElement>('button[part=item]')?.click()
    await expect.poll(() => said).toEqual(['changed'])
  })
})

describe('<sso-login popup>', () => {
  const markup = withLink.replace('session=', 'popup session=')
  const opened = (popup: object | null) => {
    const open = vi.spyOn(window, 'open').mockReturnValue(popup as Window | null)
    onTestFinished(() => open.mockRestore())
    return open
  }
  const fakeWindow = (closes = true) => {
    const popup = {
      opener: window as Window | null,
      location: { href: '' },
      closed: false,
      close: vi.fn(),
      focus: vi.fn(),
    }
    popup.close.mockImplementation(() => {
      popup.closed = closes
    })
    return popup
  }

  /** A page whose login link was pressed. */
  const pressed = async (popup: object, ...answers: Answer[]) => {
    site(signedOut, ...answers)
    const open = opened(popup)
    const element = stage(markup)
    await settled(element)
    await userEvent.click(link(element))
    await element.updateComplete
    return { element, open }
  }

  const comeBack = async (element: SsoLogin) => {
    dispatchEvent(new FocusEvent('focus'))
    await element.updateComplete
  }

  it('opens an empty window in the click, cuts it off, and only then sends it to the login', async () => {
    const popup = fakeWindow()
    const { element, open } = await pressed(popup)
    expect(open.mock.calls[0]?.[0]).toBe('')
    expect(popup.opener).toBeNull()
    const { pathname, searchParams } = new URL(popup.location.href)
    expect([pathname, searchParams.get('popup')]).toEqual(['/auth/login', '1'])
    await element.updateComplete
    expect(status(element)).toBe('Please log in in the other window.')
    expect(await violations(element)).toEqual([])
  })

  it('waits on while nothing has come of it, and is cancelled by its button', async () => {
    const popup = fakeWindow()
    const { element } = await pressed(popup)
    await element.refresh()
    await element.updateComplete
    expect(parts(element, 'retry').textContent).toBe('Cancel')
    await userEvent.click(parts(element, 'retry'))
    expect(popup.close).toHaveBeenCalledOnce()
    expect(parts(element, 'note')).toBeNull()
    expect(document.activeElement).toBe(link(element))
  })

  it('says no more that it waits when the visitor has closed the window and comes back to the page', async () => {
    const popup = fakeWindow()
    const { element } = await pressed(popup)
    await comeBack(element)
    expect(parts(element, 'retry').textContent).toBe('Cancel')
    popup.closed = true
    await comeBack(element)
    expect(parts(element, 'note')).toBeNull()
  })

  it('hears that its window was closed wherever the page has put it meanwhile', async () => {
    const popup = fakeWindow()
    const { element } = await pressed(popup)
    const place = document.createElement('div')
    element.before(place)
    place.append(element)
    await settled(element)
    popup.closed = true
    await comeBack(element)
    expect(parts(element, 'note')).toBeNull()
  })

  it.each([
    ['closed it', true],
    ['could not close it', false],
  ])(
    'leaves what went wrong since a cancel that %s on the page when the visitor comes back from the window',
    async (_, closes) => {
      hints()
      const popup = fakeWindow(closes)
      const { element } = await pressed(popup, new Error('offline'))
      await userEvent.click(parts(element, 'retry'))
      await element.refresh()
      await element.updateComplete
      const error = shownError(element)
      expect(error).not.toBe('')
      popup.closed = true
      await comeBack(element)
      expect(shownError(element)).toBe(error)
    },
  )

  it('has told to close a window for as long as it is open', async () => {
    const popup = fakeWindow(false)
    const { element } = await pressed(popup)
    await userEvent.click(parts(element, 'retry'))
    await comeBack(element)
    expect(status(element)).toBe('The other window may still be open: please close it.')
    popup.closed = true
    await comeBack(element)
    expect(parts(element, 'note')).toBeNull()
  })

  it('is told the failure of a login in a window that cut itself off, and looks closed', async () => {
    const errors = heard('sso-error')
    const { element } = await pressed({ ...fakeWindow(), closed: true })
    await comeBack(element)
    expect(parts(element, 'note')).toBeNull()
    elsewhere().postMessage({ error: 'access_denied' })
    await expect.poll(() => errors).toMatchObject([{ code: 'access_denied' }])
  })

  it('waits on for a second window when the first, which was cancelled, is closed', async () => {
    const first = fakeWindow(false)
    const { element } = await pressed(first)
    await userEvent.click(parts(element, 'retry'))
    opened(fakeWindow())
    await userEvent.click(link(element))
    first.closed = true
    await comeBack(element)
    expect(status(element)).toBe('Please log in in the other window.')
  })

  it('opens no second one when it is pressed again, but brings the first to the front', async () => {
    const popup = fakeWindow()
    const { element, open } = await pressed(popup)
    // It shows the provider's page by now, which nobody here can touch.
    const { href } = popup.location
    const refuse = () => {
      throw new DOMException('', 'SecurityError')
    }
    Object.defineProperty(popup, 'opener', { set: refuse })
    Object.defineProperty(popup.location, 'href', { get: refuse, set: refuse })
    popup.focus.mockClear()
    await userEvent.click(link(element))
    expect(href).toContain('/auth/login')
    expect(open).toHaveBeenCalledOnce()
    expect(popup.focus).toHaveBeenCalledOnce()
    await userEvent.click(parts(element, 'retry'))
    expect(popup.close).toHaveBeenCalledOnce()
  })

  it('opens another one when the first is closed or cancelled', async () => {
    const popup = fakeWindow(false)
    const { element, open } = await pressed(popup)
    await userEvent.click(parts(element, 'retry'))
    await userEvent.click(link(element))
    expect(open).toHaveBeenCalledTimes(2)
    popup.closed = true
    await userEvent.click(link(element))
    expect(open).toHaveBeenCalledTimes(3)
  })

  it('begins anew in the window that says why a login failed', async () => {
    const popup = fakeWindow()
    const { element, open } = await pressed(popup)
    elsewhere().postMessage({ error: 'access_denied' })
    await expect.poll(() => shownError(element)).not.toBe('')
    popup.location.href = '/auth/callback?error=access_denied'
    await userEvent.click(link(element))
    expect(open).toHaveBeenCalledOnce()
    expect(new URL(popup.location.href).pathname).toBe('/auth/login')
    expect(status(element)).toBe('Please log in in the other window.')
  })

  it.each([
    ['the browser does not let it be closed', fakeWindow(false)],
    ['it cut itself off, and so counts as closed', { ...fakeWindow(), closed: true }],
  ])('says that its window may still be open where %s', async (_, popup) => {
    const { element } = await pressed(popup, signedOut, signedIn())
    await userEvent.click(parts(element, 'retry'))
    expect(status(element)).toBe('The other window may still be open: please close it.')
    expect(parts(element, 'retry')).toBeNull()
    expect(document.activeElement).toBe(link(element))
    await element.refresh()
    await element.updateComplete
    expect(parts(element, 'note')).toBeNull()
  })

  it('says nothing of a failure after it was cancelled', async () => {
    const errors = heard('sso-error')
    const { element } = await pressed(fakeWindow(false), signedIn())
    await userEvent.click(parts(element, 'retry'))
    const other = elsewhere()
    other.postMessage({ error: 'access_denied' })
    other.postMessage('changed')
    await expect.poll(() => parts(element, 'account')).toBeTruthy()
    expect(errors).toEqual([])
  })

  it('is done when somebody is logged in', async () => {
    const { element } = await pressed(fakeWindow(), signedIn())
    elsewhere().postMessage('changed')
    await expect.poll(() => parts(element, 'account')).toBeTruthy()
    expect(parts(element, 'note')).toBeNull()
  })

  it('waits no longer when its window says that the login failed', async () => {
    const errors = heard('sso-error')
    const { element } = await pressed(fakeWindow())
    const other = elsewhere()
    other.postMessage({ error: 'access_denied' })
    const message = 'You are not logged in: access was not allowed.'
    await expect.poll(() => shownError(element)).toBe(message)
    expect(parts(element, 'retry')).toBeNull()
    other.postMessage({ error: 'server_error' })
    other.postMessage('changed')
    await expect.poll(() => shownError(element)).toBe('')
    expect(errors).toEqual([{ code: 'access_denied', message }])
    expect(link(element).checkVisibility()).toBe(true)
  })

  it('takes from that word only what looks like a code, and only while it waits', async () => {
    const fake = site(signedOut)
    opened(fakeWindow())
    const errors = heard('sso-error')
    const element = stage(markup)
    await settled(element)
    const other = elsewhere()
    other.postMessage({ error: 'access_denied' })
    other.postMessage('changed')
    await expect.poll(() => fake.requests.length).toBe(2)
    await settled(element)
    await userEvent.click(link(element))
    other.postMessage({ error: '<img src=x onerror=alert(1)>' })
    await expect.poll(() => errors).toMatchObject([{ code: 'callback_invalid' }])
  })

  it('opens none when a listener cancels sso-login, or for a login on another site', async () => {
    site(signedOut)
    const open = opened(null)
    const stay = (event: Event) => event.preventDefault()
    window.addEventListener('click', stay)
    onTestFinished(() => window.removeEventListener('click', stay))
    const element = stage(markup)
    await settled(element)
    element.addEventListener('sso-login', (event) => event.preventDefault(), { once: true })
    await userEvent.click(link(element))
    link(element).href = 'https://provider.example/authorize'
    await userEvent.click(link(element))
    expect(open).not.toHaveBeenCalled()
  })
})

describe('<sso-login> at Bridgekeeper', () => {
  const me = '/api/auth/v1/users/me'
  const markup = `<sso-login session="${me}"><a href="/api/auth/v1/oauth/authorize?client_id=1">Login</a></sso-login>`
  const body = {
    user: {
      id: 7,
      name: 'Mira',
      email: 'mira@example.org',
      'avatar-url': 'https://cdn.example/m.png',
    },
    'active-sessions-count': 4,
    source: 'bridgekeeper',
  }
  const nobody = () =>
    Response.json({ error: { message: 'Could not find qt-auth cookie' } }, { status: 401 })

  it('knows who is logged in', async () => {
    new FakeSite().answers(me, body)
    const element = await signedInStage(markup)
    expect(element.user).toEqual({
      id: '7',
      name: 'Mira',
      picture: 'https://cdn.example/m.png',
      detail: 'mira@example.org',
    })
  })

  it('takes 401 for nobody, and 500 for trouble', async () => {
    hints()
    new FakeSite().answers(me, nobody(), Response.json({}, { status: 500 }))
    const errors = heard('sso-error')
    const element = stage(markup)
    await settled(element)
    expect(parts(element, 'error')).toBeNull()
    expect(link(element).checkVisibility()).toBe(true)
    await element.refresh()
    expect(errors).toMatchObject([{ code: 'response_invalid' }])
  })

  it('logs out by GET', async () => {
    const fake = new FakeSite()
      .answers(me, body, nobody())
      .answers('/api/auth/v1/logout', new Response(null, { status: 204 }))
    const element = await signedInStage(markup)
    parts(element, 'account').click()
    element.shadowRoot?.querySelector<HTMLElement>('button[part=item]')?.click()
    await expect.poll(() => element.user).toBeNull()
    expect(fake.paths).toEqual([`GET ${me}`, 'GET /api/auth/v1/logout', `GET ${me}`])
  })
})

describe('the DOM of <sso-login>', () => {
  it('shows markup in a name as text', async () => {
    const name = '<img src=x onerror="alert(1)">'
    site(signedIn({ id: '1', name, picture: 'javascript:alert(1)', detail: name }))
    const element = await signedInStage(withLink.replace('session=', 'view="full" session='))
    expect(parts(element, 'name').textContent).toBe(name)
    expect(element.shadowRoot?.querySelectorAll('img')).toHaveLength(1)
    expect(element.shadowRoot?.querySelector('img')?.hasAttribute('src')).toBe(false)
  })

  it('ignores links of another site and keeps nothing else of the answer', async () => {
    site({
      ...signedIn(),
      links: { ...links, switch: 'https://evil.example' },
      secret: 'classified',
    })
    const element = await signedInStage()
    expect(element.shadowRoot?.innerHTML).not.toMatch(/evil|classified/)
  })
})
