import { describe, expect, it, onTestFinished } from 'vitest'
import { cdp } from 'vitest/browser'
import {
  alice,
  hints,
  inside,
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

const person = { ...alice, detail: 'Computer Science' }
const withAttributes = (attributes: string) =>
  withLink.replace('session=', `${attributes} session=`)
const kinds = [
  'view="compact"',
  'view="full"',
  'size="small"',
  'size="large"',
  'variant="outline"',
  'variant="plain"',
  'shape="square"',
  'full-width',
  'theme="dark"',
]

async function nameOf(button: Element): Promise<string> {
  button.id = 'named'
  const { root } = await cdp().send('DOM.getDocument', { depth: -1, pierce: true })
  const found: number[] = []
  const walk = (node: typeof root): void => {
    if (
      node.attributes?.some((value, at) => value === 'named' && node.attributes?.[at - 1] === 'id')
    )
      found.push(node.nodeId)
    for (const child of [
      ...(node.children ?? []),
      ...(node.shadowRoots ?? []),
      ...(node.contentDocument ? [node.contentDocument] : []),
    ])
      walk(child)
  }
  walk(root)
  const { nodes } = await cdp().send('Accessibility.getPartialAXTree', {
    nodeId: found[0] as number,
    fetchRelatives: false,
  })
  return nodes[0]?.name?.value
}

describe('the views of <sso-login>', () => {
  describe.each(['light', 'dark'])('in %s', (scheme) => {
    it.each(kinds)('axe finds nothing wrong with %s', async (kind) => {
      const root = document.documentElement
      onTestFinished(() => {
        root.style.cssText = ''
      })
      root.style.cssText = `color-scheme: ${scheme}; background: Canvas; color: CanvasText`
      site(signedOut, signedIn(person))
      const element = stage(withAttributes(kind))
      await settled(element)
      expect(await violations(element)).toEqual([])
      await element.refresh()
      await element.updateComplete
      parts(element, 'account').click()
      expect(await violations(element)).toEqual([])
    })
  })

  it('compact: the picture alone, whose button has the person’s name', async () => {
    site(signedIn(person))
    const element = await signedInStage(withAttributes('view="compact"'))
    const { width, height } = parts(element, 'account').getBoundingClientRect()
    expect([width, height]).toEqual([44, 44])
    expect(await nameOf(parts(element, 'account'))).toBe('Alice Kumar')
  })

  it('full: a line below the name, in the button’s name too', async () => {
    site(signedIn(person))
    const element = await signedInStage(withAttributes('view="full"'))
    expect(parts(element, 'detail').checkVisibility()).toBe(true)
    expect(await nameOf(parts(element, 'account'))).toBe('Alice Kumar Computer Science')
  })

  it('button: no such line', async () => {
    site(signedIn(person))
    const element = await signedInStage()
    expect(parts(element, 'detail').checkVisibility()).toBe(false)
    expect(await nameOf(parts(element, 'account'))).toBe('Alice Kumar')
  })

  it.each([
    ['size="small"', 36],
    ['', 44],
    ['size="large"', 52],
  ])('is as high as its size says: %s', async (kind, height) => {
    site(signedOut, signedIn(person))
    const element = stage(withAttributes(kind))
    await settled(element)
    expect(link(element).getBoundingClientRect().height).toBe(height)
    await element.refresh()
    await element.updateComplete
    expect(parts(element, 'account').getBoundingClientRect().height).toBe(height)
  })

  it('is never too small to touch', async () => {
    await cdp().send('Emulation.setTouchEmulationEnabled', { enabled: true })
    onTestFinished(async () => {
      await cdp().send('Emulation.setTouchEmulationEnabled', { enabled: false })
    })
    expect(matchMedia('(pointer: coarse)').matches).toBe(true)
    site(signedIn(person))
    const element = await signedInStage(withAttributes('size="small" view="compact"'))
    const { width, height } = parts(element, 'account').getBoundingClientRect()
    expect(Math.min(width, height)).toBe(44)
  })

  it('is as wide as there is room, if it shall', async () => {
    site(signedOut)
    const element = stage(withAttributes('full-width'))
    await settled(element)
    const main = element.closest('main') as HTMLElement
    expect(link(element).offsetWidth).toBe(main.clientWidth)
    element.setAttribute('full-width', 'false')
    expect(link(element).offsetWidth).toBeLessThan(main.clientWidth)
  })

  it('has a label, an icon and a logo of the site’s', async () => {
    site(signedOut)
    const element = stage(
      `<sso-login session="/auth/session" label="Sign in"><b slot="icon">*</b><i slot="logo">L</i></sso-login>`,
    )
    await settled(element)
    expect(parts(element, 'button').textContent).toBe('Sign in')
    element.label = 'Come in'
    await element.updateComplete
    expect(parts(element, 'button').textContent).toBe('Come in')
    expect(parts(element, 'icon').checkVisibility()).toBe(false)
    expect(element.querySelector('b')?.checkVisibility()).toBe(true)
    expect(element.querySelector('i')?.checkVisibility()).toBe(true)
  })

  it('has a summary and a detail of the site’s', async () => {
    site(signedIn(person))
    const markup = withAttributes('view="full"').replace(
      '</sso-login>',
      '<p slot="summary">Dean</p><i slot="detail">Hostel 3</i></sso-login>',
    )
    const element = await signedInStage(markup)
    expect(await nameOf(parts(element, 'account'))).toBe('Alice Kumar Hostel 3')
    parts(element, 'account').click()
    expect(element.querySelector('p')?.checkVisibility()).toBe(true)
  })

  it('takes its scheme from an attribute', async () => {
    site(signedIn(person))
    const element = await signedInStage(withAttributes('theme="dark"'))
    expect(getComputedStyle(element).colorScheme).toBe('dark')
  })

  it('is itself where there is no session to ask', async () => {
    const { requests } = site(signedOut)
    const element = document.createElement('sso-login')
    element.session = null
    element.append(document.createElement('a'))
    document.body.append(element)
    onTestFinished(() => element.remove())
    await element.updateComplete
    expect(requests).toEqual([])
    expect(parts(element, 'error')).toBeNull()
  })
})

describe('the text of <sso-login> on a site’s own color', () => {
  /** WCAG 2.2: relative luminance of a color as the browser paints it. */
  const luminance = (color: string): number => {
    const context = new OffscreenCanvas(1, 1).getContext('2d') as OffscreenCanvasRenderingContext2D
    context.fillStyle = color
    context.fillRect(0, 0, 1, 1)
    const [r = 0, g = 0, b = 0] = [...context.getImageData(0, 0, 1, 1).data].map((value) => {
      const part = value / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const contrast = (one: string, other: string) => {
    const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
    return (light + 0.05) / (dark + 0.05)
  }

  it('has a contrast of 4.5, whatever the color', async () => {
    site(signedOut)
    const element = stage()
    await settled(element)
    const steps = [0, 60, 90, 110, 120, 130, 150, 190, 255]
    let least = 21
    for (const r of steps)
      for (const g of steps)
        for (const b of steps) {
          element.style.setProperty('--sso-login-accent', `rgb(${r} ${g} ${b})`)
          const { color, backgroundColor } = getComputedStyle(link(element))
          least = Math.min(least, contrast(color, backgroundColor))
        }
    expect(least).toBeGreaterThanOrEqual(4.5)
  })

  it('is the site’s, where it says so', async () => {
    site(signedOut)
    const element = stage()
    await settled(element)
    element.style.setProperty('--sso-login-on-accent', 'rgb(1, 2, 3)')
    expect(getComputedStyle(link(element)).color).toBe('rgb(1, 2, 3)')
  })

  it.each(['#ffe000', '#777', '#757575', 'navy', '#f6c'])('axe agrees on %s', async (color) => {
    hints()
    site(signedOut, signedIn(person), new TypeError('offline'))
    const element = stage(withAttributes('view="full"'))
    element.style.cssText = `--sso-login-accent: ${color}; --sso-login-surface: ${color}`
    await settled(element)
    expect(await violations(element)).toEqual([])
    await element.refresh()
    await element.refresh()
    await element.updateComplete
    parts(element, 'account').click()
    expect(await violations(element)).toEqual([])
    expect(inside(element, '[part=error]')).not.toBeNull()
  })
})
