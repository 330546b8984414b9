import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { css } from '../../packages/element/src/unupgraded.ts'
import { links } from './stage.ts'

const module = new URL('../../packages/element/src/define.ts', import.meta.url).href

/** A page of its own, in which the element is not defined yet. */
async function freshPage() {
  const frame = document.createElement('iframe')
  frame.width = '600'
  frame.height = '300'
  frame.src = new URL('./unupgraded.html', import.meta.url).href
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
  document.body.append(frame)
  onTestFinished(() => frame.remove())
  await loaded
  const view = frame.contentWindow as Window & typeof globalThis
  view.fetch = () => Promise.resolve(Response.json({ user: null, links }))
  const page = view.document
  page.head.prepend(Object.assign(page.createElement('style'), { textContent: css }))
  const find = (selector: string) => page.querySelector(selector) as HTMLElement
  return { view, page, link: find('a'), below: find('#next'), host: find('sso-login') }
}

async function upgrade({ view, page, host }: Awaited<ReturnType<typeof freshPage>>) {
  const script = page.createElement('script')
  script.type = 'module'
  script.src = module
  page.head.append(script)
  await view.customElements.whenDefined('sso-login')
  await expect.poll(() => host.shadowRoot?.querySelector('.busy')).toBeNull()
}

describe('the upgrade of <sso-login>', () => {
  let fresh: Awaited<ReturnType<typeof freshPage>>
  beforeEach(async () => {
    fresh = await freshPage()
  })

  it('finds the login link a button already, and the menu’s items hidden', () => {
    const { link, view, page } = fresh
    expect(link.getBoundingClientRect().height).toBeGreaterThanOrEqual(44)
    expect(view.getComputedStyle(link).color).toBe('color(srgb-linear 1 1 1)')
    expect(page.querySelector('[slot]')?.checkVisibility()).toBe(false)
  })

  it('moves nothing and restyles nothing', async () => {
    const { link, below, view } = fresh
    const look = () => ({
      link: link.getBoundingClientRect().toJSON(),
      below: below.getBoundingClientRect().toJSON(),
      // What a link looks like, whole, and its glyph.
      styles: [null, '::before'].map((pseudo) =>
        [...view.getComputedStyle(link, pseudo)]
          // Variables are names, not looks; the pointer may rest on the link.
          .filter((name) => !name.startsWith('--') && !/^(animation|box-shadow)/.test(name))
          .map((name) => `${name}: ${view.getComputedStyle(link, pseudo).getPropertyValue(name)}`),
      ),
    })
    const before = look()
    await upgrade(fresh)
    expect(look()).toEqual(before)
  })

  it('moves nothing with a logo that stands after the link', async () => {
    const { link, host } = fresh
    host.insertAdjacentHTML('beforeend', '<b slot="logo" style="inline-size: 30px">*</b>')
    const logo = host.querySelector('b') as HTMLElement
    const look = () => [link, logo].map((part) => part.getBoundingClientRect().toJSON())
    const before = look()
    await upgrade(fresh)
    expect(look()).toEqual(before)
  })

  it('keeps the focus on the link', async () => {
    const { link, page, view } = fresh
    let blurs = 0
    link.addEventListener('blur', () => blurs++)
    view.focus()
    link.focus()
    await upgrade(fresh)
    await new Promise((resolve) =>
      view.requestAnimationFrame(() => view.requestAnimationFrame(resolve)),
    )
    expect(page.activeElement).toBe(link)
    expect(blurs).toBe(0)
  })

  it('takes the session that a script set before it, rather than the one in the markup', async () => {
    const { host, view } = fresh
    const asked: unknown[] = []
    view.fetch = async (address) => {
      asked.push(address)
      return Response.json({ user: null, links })
    }
    Object.assign(host, { session: '/early/session' })
    await upgrade(fresh)
    expect(asked).toEqual(['/early/session'])
    host.setAttribute('session', '/late/session')
    await expect.poll(() => asked).toEqual(['/early/session', '/late/session'])
  })

  it('takes a label and a way to log in that a script set before it', async () => {
    const { host } = fresh
    // The empty string is how frameworks set an attribute without a value.
    Object.assign(host, { label: 'Early', popup: '' })
    await upgrade(fresh)
    expect([host.getAttribute('label'), host.hasAttribute('popup')]).toEqual(['Early', true])
    Object.assign(host, { popup: false })
    expect(host.hasAttribute('popup')).toBe(false)
  })

  it('needs no script for the link to lead to the login', () => {
    expect((fresh.link as HTMLAnchorElement).pathname).toBe('/auth/login')
  })
})
