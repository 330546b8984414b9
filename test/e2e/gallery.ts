/** The gallery, as a test reads it. */
import type { Locator, Page } from 'playwright'
import { expect as expectPage } from 'playwright/test'

export const card = (page: Page, state: string): Locator => page.locator(`[data-state=${state}]`)

/** Opened, and every state reached: the last to begin waits for an answer. */
export async function openGallery(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await expectPage(card(page, 'loading').locator('.busy').first()).toBeAttached()
}

const elementOf = (page: Page, state: string): Locator =>
  state === 'link-only'
    ? page.frameLocator('[data-state=link-only] iframe').locator('sso-login')
    : card(page, state).locator('sso-login')

/** The element of a state, its markup, and a style that gives another page as much room and the same words' look. */
export async function stage(page: Page, state: string) {
  const element = elementOf(page, state)
  const style = await element.evaluate((host) => {
    const around = host.parentElement as HTMLElement
    const { fontFamily, fontSize, lineHeight, color, paddingLeft, paddingRight } =
      getComputedStyle(around)
    const width =
      around.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight)
    return `<style>body { margin: 0; width: ${width}px; font: ${fontSize}/${lineHeight} ${fontFamily}; color: ${color} }</style>`
  })
  const markup = await card(page, state).locator('pre').textContent()
  return { state, style, markup, shown: await drawn(element) }
}

/** What is seen of an element: its link and its parts, with their words, sizes and colours. */
export const drawn = (element: Locator): Promise<string[]> =>
  element.evaluate((host) =>
    [host, ...host.children, ...(host.shadowRoot?.querySelectorAll('[part]') ?? [])]
      .filter((piece) => piece.checkVisibility())
      .map((piece) => {
        const { width, height } = piece.getBoundingClientRect()
        const { color, backgroundColor, borderColor, borderRadius, direction } =
          getComputedStyle(piece)
        return [
          piece.getAttribute('part') ?? piece.localName,
          `${Math.round(width)}x${Math.round(height)}`,
          piece.textContent?.replace(/\s+/g, ''),
          ...[color, backgroundColor, borderColor, borderRadius, direction],
        ].join(' | ')
      }),
  )
