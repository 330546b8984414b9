import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { inside, link, parts, signedIn, signedInStage, signedOut, site, withLink } from './stage.ts'

const markup = `<a href="#before" id="before">Before</a>
  ${withLink.replace('</sso-login>', '<a slot="menu" href="#profile">Your profile</a><button slot="menu">Settings</button><hr slot="menu" /></sso-login>')}
  <a href="#after" id="after">After</a>`

/** The text of what has the focus, wherever it is. */
function focused(): string | undefined {
  let at = document.activeElement
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
  return at?.textContent.trim()
}

describe('the menu of <sso-login>', () => {
  let element: Awaited<ReturnType<typeof signedInStage>>
  const button = () => parts(element, 'account')
  const isOpen = () => inside(element, '[popover]').matches(':popover-open')

  beforeEach(async () => {
    site(signedIn())
    element = await signedInStage(markup)
  })

  it('is closed at first and says so', () => {
    expect(isOpen()).toBe(false)
    expect(button().getAttribute('aria-expanded')).toBe('false')
    expect(button().getAttribute('aria-haspopup')).toBe('menu')
    expect(inside(element, `#${button().getAttribute('aria-controls')}`).role).toBe('menu')
  })

  it.each([
    ['{Enter}', 'Your profile'],
    [' ', 'Your profile'],
    ['{ArrowDown}', 'Your profile'],
    ['{ArrowUp}', 'Log out'],
  ])('opens by %s on the item %s', async (key, item) => {
    button().focus()
    await userEvent.keyboard(key)
    expect(isOpen()).toBe(true)
    expect(focused()).toBe(item)
    await expect.poll(() => button().getAttribute('aria-expanded')).toBe('true')
  })

  it('opens and closes by a press of the button', async () => {
    await userEvent.click(button())
    expect(isOpen()).toBe(true)
    expect(focused()).toBe('Your profile')
    await userEvent.click(button())
    expect(isOpen()).toBe(false)
    await expect.poll(() => button().getAttribute('aria-expanded')).toBe('false')
  })

  it('is walked by arrows, Home and End, round at both ends', async () => {
    button().focus()
    const walk: [string, string][] = [
      ['{ArrowDown}', 'Your profile'],
      ['{ArrowDown}', 'Settings'],
      ['{ArrowDown}', 'Log in as another user'],
      ['{ArrowDown}', 'Log out'],
      ['{ArrowDown}', 'Your profile'],
      ['{ArrowUp}', 'Log out'],
      ['{ArrowUp}', 'Log in as another user'],
      ['{Home}', 'Your profile'],
      ['{End}', 'Log out'],
    ]
    for (const [key, item] of walk) {
      await userEvent.keyboard(key)
      expect(focused(), key).toBe(item)
    }
  })

  it('is searched by typing: one letter goes round, a word narrows, a pause begins anew', async () => {
    await userEvent.click(button())
    let now = 10_000
    const type = (text: string, pauseMs = 0) => {
      now += pauseMs
      for (const key of text) {
        const event = new KeyboardEvent('keydown', { key, bubbles: true, composed: true })
        Object.defineProperty(event, 'timeStamp', { value: now })
        const inner = element.shadowRoot?.activeElement ?? document.activeElement
        inner?.dispatchEvent(event)
      }
      return focused()
    }
    expect(type('S')).toBe('Settings')
    expect(type('l', 500)).toBe('Log in as another user')
    expect(type('l')).toBe('Log out')
    expect(type('l')).toBe('Log in as another user')
    expect(type('log o', 500)).toBe('Log out')
    expect(type('z', 499)).toBe('Log out')
    expect(type('y', 500)).toBe('Your profile')
  })

  it.each(['{ArrowDown}{ArrowDown}', '{ArrowUp}'])(
    'is walked past items that are hidden, disabled or inert, by %s',
    async (keys) => {
      const items = ['hidden', 'disabled', 'inert', 'style="visibility: hidden"'].map(
        (state) => `<button slot="menu" ${state}>Settings</button>`,
      )
      element.innerHTML = `${items.join('')}<a slot="menu" href="#profile">Your profile</a>${items.join('')}`
      button().focus()
      await userEvent.keyboard('{ArrowDown}')
      expect(focused()).toBe('Your profile')
      expect(element.querySelector('[hidden]')?.checkVisibility()).toBe(false)
      await userEvent.keyboard('s')
      expect(focused()).toBe('Your profile')
      await userEvent.keyboard(keys)
      expect(focused()).toBe('Log out')
    },
  )

  it('leaves key combinations to the browser', async () => {
    button().focus()
    await userEvent.keyboard('{Enter}')
    let prevented: boolean | undefined
    const listener = (event: KeyboardEvent) => {
      prevented = event.defaultPrevented
    }
    document.addEventListener('keydown', listener)
    onTestFinished(() => document.removeEventListener('keydown', listener))
    await userEvent.keyboard('{Alt>}s{/Alt}')
    expect(prevented).toBe(false)
    expect(focused()).toBe('Your profile')
  })

  it('closes by Escape, with the focus back on the button', async () => {
    button().focus()
    await userEvent.keyboard('{Enter}{ArrowDown}{Escape}')
    expect(isOpen()).toBe(false)
    expect(element.shadowRoot?.activeElement).toBe(button())
  })

  it('is left by Tab to what comes after the button', async () => {
    button().focus()
    await userEvent.keyboard('{Enter}{Tab}')
    expect(isOpen()).toBe(false)
    expect(focused()).toBe('After')
  })

  it('is left by Shift+Tab to what comes before the button', async () => {
    button().focus()
    await userEvent.keyboard('{Enter}{Shift>}{Tab}{/Shift}')
    expect(isOpen()).toBe(false)
    expect(focused()).toBe('Before')
  })

  it('closes by a click outside, which gets the focus', async () => {
    await userEvent.click(button())
    await userEvent.click(document.querySelector('#before') as Element)
    expect(isOpen()).toBe(false)
    expect(focused()).toBe('Before')
  })

  it('follows a link by the space bar, and closes', async () => {
    onTestFinished(() => history.replaceState(null, '', location.pathname + location.search))
    button().focus()
    await userEvent.keyboard('{Enter} ')
    expect(location.hash).toBe('#profile')
    expect(isOpen()).toBe(false)
  })

  it('presses the site’s button once by Enter, and closes', async () => {
    let presses = 0
    element.querySelector('button')?.addEventListener('click', () => presses++)
    button().focus()
    await userEvent.keyboard('{Enter}{ArrowDown}{Enter}')
    expect(presses).toBe(1)
    expect(isOpen()).toBe(false)
    expect(element.shadowRoot?.activeElement).toBe(button())
  })

  it('makes items of the site’s links and buttons, and of nothing else', async () => {
    await userEvent.click(button())
    const roles = [...element.querySelectorAll('[slot=menu]')].map((item) =>
      item.getAttribute('role'),
    )
    expect(roles).toEqual(['menuitem', 'menuitem', null])
    expect(link(element).getAttribute('role')).toBeNull()
  })

  it('can be opened again after the element was moved while it was open', async () => {
    await userEvent.click(button())
    document.querySelector('main')?.append(element)
    await element.updateComplete
    expect(button().getAttribute('aria-expanded')).toBe('false')
    await userEvent.click(button())
    expect(isOpen()).toBe(true)
  })

  it('is closed when the next person signs in after a session that ended while it was open', async () => {
    await userEvent.click(button())
    site(signedOut, signedIn())
    await element.refresh()
    await element.refresh()
    await element.updateComplete
    expect(button().getAttribute('aria-expanded')).toBe('false')
  })

  describe('stays in the viewport', () => {
    const place = (style: Partial<CSSStyleDeclaration>) =>
      Object.assign(element.style, { position: 'fixed' }, style)
    const box = () => inside(element, '[popover]').getBoundingClientRect()

    it.each([
      ['at the right edge', { right: '0', top: '0' }],
      ['at the left edge', { left: '0', top: '0' }],
      ['at the bottom', { left: '0', bottom: '0' }],
    ])('%s', async (_, style) => {
      place(style)
      await userEvent.click(button())
      const { left, right, top, bottom } = box()
      expect(left).toBeGreaterThanOrEqual(0)
      expect(top).toBeGreaterThanOrEqual(8)
      expect(right).toBeLessThanOrEqual(document.documentElement.clientWidth)
      expect(bottom).toBeLessThanOrEqual(document.documentElement.clientHeight - 8)
    })

    it('at 320 px, with a name that is too long', async () => {
      const { innerWidth, innerHeight } = window
      onTestFinished(() => page.viewport(innerWidth, innerHeight))
      await page.viewport(320, 480)
      site(signedIn({ id: '1', name: 'Chandrasekhar Venkataraghavan Subramaniam Ramanathapuram' }))
      await element.refresh()
      await userEvent.click(button())
      expect(button().getBoundingClientRect().right).toBeLessThanOrEqual(320)
      expect(box().right).toBeLessThanOrEqual(320)
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320)
    })

    it.each([
      ['a mail address', 'chandrasekhar.venkataraghavan.subramaniam@aerospace.iitb.example.org'],
      ['many words', 'Department of Aerospace Engineering, Indian Institute of Technology Bombay'],
    ])('at 320 px, with %s below the name that is too long', async (_, detail) => {
      const { innerWidth, innerHeight } = window
      onTestFinished(() => page.viewport(innerWidth, innerHeight))
      await page.viewport(320, 480)
      site(signedIn({ id: '1', name: 'Alice', detail }))
      element.setAttribute('view', 'full')
      await element.refresh()
      await element.updateComplete
      expect(parts(element, 'detail').textContent).toBe(detail)
      expect(parts(element, 'detail').getBoundingClientRect().right).toBeLessThan(320)
      expect(button().getBoundingClientRect().right).toBeLessThanOrEqual(320)
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320)
    })

    it('and follows its button when the page scrolls', async () => {
      document.body.style.height = '300vh'
      onTestFinished(() => {
        document.body.style.height = ''
      })
      await userEvent.click(button())
      const gap = () => Math.round(box().top - button().getBoundingClientRect().bottom)
      const before = gap()
      const scrolled = new Promise((resolve) => addEventListener('scroll', resolve, { once: true }))
      scrollTo(0, 40)
      await scrolled
      await expect.poll(gap).toBe(before)
      scrollTo(0, 0)
    })

    it('and begins at the right of its button where the page runs from the right', async () => {
      element.dir = 'rtl'
      place({ right: '100px', top: '0' })
      await userEvent.click(button())
      expect(Math.round(box().right)).toBe(Math.round(button().getBoundingClientRect().right))
    })
  })
})
