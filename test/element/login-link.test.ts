import { describe, expect, it, onTestFinished } from 'vitest'
import { userEvent } from 'vitest/browser'
import {
  heard,
  hints,
  inside,
  link,
  links,
  parts,
  settled,
  signedIn,
  signedInStage,
  signedOut,
  site,
  stage,
} from './stage.ts'

const own = (href: string) =>
  `<sso-login session="/auth/session"><a href="${href}">Login</a></sso-login>`
const returnTo = (a: HTMLAnchorElement) => new URL(a.href).searchParams.get('return_to')
const here = () => location.pathname + location.search + location.hash

/** A button of the mouse goes down, whichever. */
const press = (a: HTMLAnchorElement) =>
  a.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }))

/** The page stays, so that the test does: what is cancelled here is the browser's own part. */
function stay(): void {
  const prevent = (event: Event) => event.preventDefault()
  window.addEventListener('click', prevent)
  onTestFinished(() => window.removeEventListener('click', prevent))
}

describe('the login link of <sso-login>', () => {
  it('brings the visitor back to this page, in its own href', async () => {
    site(signedOut)
    const element = stage(own('/auth/login?scope=basic'))
    await settled(element)
    press(link(element))
    expect(link(element).getAttribute('href')).toBe(
      `${location.origin}/auth/login?scope=basic&return_to=${encodeURIComponent(here()).replaceAll('%20', '+')}`,
    )
  })

  it('stays as it came until it is pressed: frameworks compare it with what their server sent', async () => {
    site(signedOut)
    const element = stage()
    await settled(element)
    expect(link(element).outerHTML).toBe('<a href="/auth/login">Login with SSO</a>')
  })

  it('brings back for the menu of the browser too, by which its address can be copied', async () => {
    site(signedOut)
    const element = stage()
    await settled(element)
    link(element).dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, composed: true }))
    expect(returnTo(link(element))).toBe(here())
  })

  it('follows a page that changes its address', async () => {
    site(signedOut)
    const before = here()
    onTestFinished(() => history.replaceState(null, '', before))
    const element = stage()
    await settled(element)
    history.replaceState(null, '', '/elsewhere?tab=2#part')
    press(link(element))
    expect(returnTo(link(element))).toBe('/elsewhere?tab=2#part')
  })

  it('leaves a return_to of the site’s own alone', async () => {
    site(signedOut)
    const element = stage(own('/auth/login?return_to=/home'))
    await settled(element)
    press(link(element))
    expect(link(element).getAttribute('href')).toBe('/auth/login?return_to=/home')
  })

  it('leaves a return_to of the site’s own alone that is where the visitor is first', async () => {
    site(signedOut)
    const before = here()
    onTestFinished(() => history.replaceState(null, '', before))
    history.replaceState(null, '', '/home')
    const element = stage(own('/auth/login?return_to=/home'))
    await settled(element)
    history.replaceState(null, '', '/elsewhere')
    press(link(element))
    expect(link(element).getAttribute('href')).toBe('/auth/login?return_to=/home')
  })

  it('tells no other site where the visitor is', async () => {
    site(signedOut)
    const element = stage(own('https://provider.example/authorize?client_id=1'))
    await settled(element)
    press(link(element))
    expect(link(element).href).toBe('https://provider.example/authorize?client_id=1')
  })

  it('brings back from the links of the session too', async () => {
    site(signedOut, signedIn())
    const element = stage('<sso-login session="/auth/session"></sso-login>')
    await settled(element)
    expect(returnTo(parts(element, 'button') as HTMLAnchorElement)).toBe(here())
    await element.refresh()
    await element.updateComplete
    const other = inside<HTMLAnchorElement>(element, 'a[role=menuitem]')
    expect(new URL(other.href).searchParams.get('switch')).toBe('1')
    expect(returnTo(other)).toBe(here())
  })

  it('dispatches one sso-login before leaving, with where to', async () => {
    stay()
    site(signedOut)
    const logins = heard('sso-login')
    const element = stage()
    await settled(element)
    await userEvent.click(link(element))
    expect(logins).toEqual([{ href: link(element).href }])
  })

  it('stays when a listener cancels sso-login', async () => {
    site(signedOut)
    const element = stage()
    await settled(element)
    element.addEventListener('sso-login', (event) => event.preventDefault())
    let prevented: boolean | undefined
    const listener = (event: Event) => {
      prevented = event.defaultPrevented
      event.preventDefault()
    }
    window.addEventListener('click', listener)
    onTestFinished(() => window.removeEventListener('click', listener))
    await userEvent.click(link(element))
    expect(prevented).toBe(true)
  })

  it('is not shown for another user where the site has none', async () => {
    const { login, logout } = links
    site({ ...signedIn(), links: { login, logout } })
    const element = await signedInStage()
    parts(element, 'account').click()
    await element.updateComplete
    expect(inside(element, 'a[part=item]').checkVisibility()).toBe(false)
    expect(inside(element, 'button[part=item]').checkVisibility()).toBe(true)
  })

  it('dispatches sso-login for another user too', async () => {
    stay()
    site(signedIn())
    const logins = heard('sso-login')
    const element = await signedInStage()
    parts(element, 'account').click()
    await userEvent.click(inside(element, 'a[role=menuitem]'))
    expect(logins).toEqual([{ href: expect.stringContaining('/auth/login?switch=1&return_to=') }])
  })

  it.each(['ctrlKey', 'metaKey', 'shiftKey', 'altKey'])(
    'dispatches nothing for a click with %s, which does not leave the page',
    async (modifier) => {
      stay()
      site(signedOut)
      const logins = heard('sso-login')
      const element = stage()
      await settled(element)
      link(element).dispatchEvent(
        new MouseEvent('click', {
          bubbles: true,
          composed: true,
          cancelable: true,
          [modifier]: true,
        }),
      )
      expect(logins).toEqual([])
    },
  )

  it('dispatches nothing for the site’s other links, wherever they stand', async () => {
    stay()
    site(signedIn())
    const logins = heard('sso-login')
    const other = '<a href="/auth/login">Elsewhere</a>'
    const element = await signedInStage(
      `<sso-login session="/auth/session">${['logo', 'detail', 'summary', 'menu'].map((slot) => `<span slot="${slot}">${other}</span>`).join('')}</sso-login>`,
    )
    parts(element, 'account').click()
    for (const a of element.querySelectorAll('a')) {
      a.click()
      expect(a.getAttribute('href')).toBe('/auth/login')
    }
    expect(logins).toEqual([])
  })

  it.each([
    ['wrapped', '<p><a href="/auth/login">Login</a></p>', null],
    ['a button', '<button>Login</button>', 'Login with SSO'],
  ])(
    'is an <a> right inside: one that is %s is named in the console, once',
    async (_, child, made) => {
      stay()
      const said = hints()
      const logins = heard('sso-login')
      site(signedOut)
      const element = stage(`<sso-login session="/auth/session">${child}</sso-login>`)
      await settled(element)
      await element.refresh()
      expect(said).toEqual([
        '<sso-login>: its login link is to be a child of its own: <a href="/auth/login">Login with SSO</a>',
      ])
      expect(parts(element, 'button')?.textContent ?? null).toBe(made)
      for (const a of element.querySelectorAll('a')) {
        await userEvent.click(a)
        expect(returnTo(a)).toBe(here())
        expect(logins).toHaveLength(1)
      }
    },
  )

  it('is pressed by its icon too, which is the site’s', async () => {
    stay()
    site(signedOut)
    const logins = heard('sso-login')
    const element = stage('<sso-login session="/auth/session"><b slot="icon">*</b></sso-login>')
    await settled(element)
    await userEvent.click(element.querySelector('b') as Element)
    expect(logins).toHaveLength(1)
  })

  it('dispatches nothing for a click that the page has taken for itself', async () => {
    site(signedOut)
    const logins = heard('sso-login')
    const element = stage()
    await settled(element)
    link(element).addEventListener('click', (event) => event.preventDefault())
    await userEvent.click(link(element))
    expect(logins).toEqual([])
  })

  it('works while the session is unknown', async () => {
    stay()
    site(() => new Promise(() => {}))
    const logins = heard('sso-login')
    const element = stage()
    await element.updateComplete
    await userEvent.click(link(element))
    expect(logins).toHaveLength(1)
  })

  it('hands its focus to the menu’s button when the visitor turns out to be signed in', async () => {
    let answer = (_: Response) => {}
    site(() => new Promise<Response>((resolve) => (answer = resolve)))
    const element = stage()
    await element.updateComplete
    link(element).focus()
    answer(Response.json(signedIn()))
    await expect.poll(() => parts(element, 'account')).toBeTruthy()
    expect(element.shadowRoot?.activeElement).toBe(parts(element, 'account'))
  })

  it('takes no focus that it did not have', async () => {
    site(signedIn())
    const element = await signedInStage()
    await element.updateComplete
    expect(document.activeElement).toBe(document.body)
  })
})
