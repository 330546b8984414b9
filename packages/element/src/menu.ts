import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** Pixels kept free around the panel. */
const edge = 8
const typeAheadMs = 500

/** The menu-button keyboard pattern of the WAI-ARIA Authoring Practices, over a native popover. */
export class Menu implements ReactiveController {
  /** Whether the panel is shown. */
  open = false
  #host: ReactiveControllerHost & Element
  #typed = ''
  #typedAt = 0

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host
    host.addController(this)
  }

  // A panel that leaves the page is closed by the browser, without an event.
  hostUpdated(): void {
    this.#setOpen(this.open && !!this.#panel)
  }

  hostDisconnected(): void {
    this.#setOpen(false)
  }

  readonly onButtonClick = (event: Event): void => {
    // `popovertarget` stands on the button so that pressing it is no click outside; showing is done here.
    event.preventDefault()
    if (this.open) this.#panel?.hidePopover()
    else this.#show(0)
  }

  readonly onButtonKeydown = (event: KeyboardEvent): void => {
    const index = { ArrowDown: 0, ArrowUp: -1 }[event.key]
    if (index === undefined) return
    event.preventDefault()
    this.#show(index)
  }

  readonly onBeforeToggle = (event: ToggleEvent): void => {
    this.#setOpen(event.newState === 'open')
    // The browser restores no focus out of a shadow root. Done before hiding, so that Tab goes on from the button.
    if (!this.open && this.#panel?.matches(':focus-within')) this.#button?.focus()
  }

  readonly onClick = (event: Event): void => {
    const path = event.composedPath()
    if (this.#items.some((item) => path.includes(item))) this.#panel?.hidePopover()
  }

  readonly onKeydown = (event: KeyboardEvent): void => {
    const { key, ctrlKey, metaKey, altKey } = event
    const items = this.#items
    const at = items.findIndex((item) => item.matches(':focus'))
    if (key === 'Tab') this.#panel?.hidePopover()
    if (key === 'Tab' || ctrlKey || metaKey || altKey) return
    const to = { ArrowDown: at + 1, ArrowUp: Math.max(at, 0) - 1, Home: 0, End: -1 }[key]
    if (to === undefined && key.length > 1) return
    event.preventDefault()
    const next = to === undefined ? this.#typeAhead(event, items, at) : items.at(to % items.length)
    if (next) next.focus()
    // Outside a search the space bar presses, which links do not do by themselves.
    else if (key === ' ') items[at]?.click()
  }

  #typeAhead({ key, timeStamp }: KeyboardEvent, items: HTMLElement[], at: number) {
    this.#typed = timeStamp - this.#typedAt < typeAheadMs ? this.#typed + key : key
    this.#typedAt = timeStamp
    const find = (text: string, from: number) =>
      [...items.slice(from), ...items].find((item) =>
        item.textContent.trim().toLowerCase().startsWith(text.toLowerCase()),
      )
    // Going on typing may stay where it is; one key again and again goes round.
    return (this.#typed.length > 1 && find(this.#typed, at)) || find(key, at + 1)
  }

  #find(selector: string): HTMLElement | null | undefined {
    return this.#host.shadowRoot?.querySelector<HTMLElement>(selector)
  }

  get #button() {
    return this.#find('[popovertarget]')
  }

  get #panel() {
    return this.#find('[popover]')
  }

  /** The site's items and the own ones, in the order in which they stand. */
  get #items(): HTMLElement[] {
    const slot = this.#find('slot[name=menu]') as HTMLSlotElement | undefined
    const theirs = slot?.assignedElements() as HTMLElement[]
    for (const item of theirs) {
      if (!item.matches('a,button')) continue
      item.role ??= 'menuitem'
      item.tabIndex = -1
    }
    const own = this.#panel?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? []
    return [...theirs.filter((item) => item.role?.startsWith('menuitem')), ...own]
  }

  #show(index: number): void {
    this.#panel?.showPopover()
    this.#place()
    this.#items.at(index)?.focus()
  }

  #setOpen(open: boolean): void {
    if (open === this.open) return
    this.open = open
    const listen = open ? addEventListener : removeEventListener
    listen('scroll', this.#place, true)
    listen('resize', this.#place)
    this.#host.requestUpdate()
  }

  /** Below the button, or above where only there is room; always inside the viewport. */
  readonly #place = (): void => {
    const panel = this.#panel as HTMLElement
    const { left, right, top, bottom } = (this.#button as HTMLElement).getBoundingClientRect()
    const { width, height } = panel.getBoundingClientRect()
    const { clientWidth, clientHeight } = document.documentElement
    const within = (position: number, most: number) =>
      `${Math.max(edge, Math.min(position, most - edge))}px`
    const below = bottom + edge
    const above = top - edge - height
    panel.style.left = within(
      panel.matches(':dir(rtl)') ? right - width : left,
      clientWidth - width,
    )
    panel.style.top = within(
      below + height > clientHeight && above > 0 ? above : below,
      clientHeight - height,
    )
  }
}
