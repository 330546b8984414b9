const typeAheadMs = 500

/** The menu-button keyboard pattern of the WAI-ARIA Authoring Practices, over a native popover in `host`'s shadow tree. */
export function createMenu(host: Element) {
  let typed = ''
  let typedAt = 0

  const find = (selector: string) => host.shadowRoot?.querySelector<HTMLElement>(selector)
  const button = () => find('[part=account]')
  const panel = () => find('[popover]')
  const isOpen = () => !!panel()?.matches(':popover-open')
  const expand = (open: boolean) => button()?.setAttribute('aria-expanded', `${open}`)
  const close = (): void => {
    panel()?.hidePopover()
    // A panel that has left the page is closed already, without an event.
    expand(false)
  }

  /** The site's items and the own ones that can take the focus now, in the order in which they stand. */
  const getItems = (): HTMLElement[] => {
    const slot = find('slot[name=menu]') as HTMLSlotElement | undefined
    const theirs = (slot?.assignedElements() ?? []) as HTMLElement[]
    for (const item of theirs) {
      if (!item.matches('a,button')) continue
      item.role ??= 'menuitem'
      item.tabIndex = -1
    }
    return [
      ...theirs.filter((item) => item.role?.startsWith('menuitem')),
      ...(panel()?.querySelectorAll<HTMLElement>('[part=item]') ?? []),
    ].filter(
      (item) =>
        !item.matches(':disabled,[inert]') && item.checkVisibility({ visibilityProperty: true }),
    )
  }

  const focus = (index: number): void => {
    if (!isOpen()) panel()?.showPopover()
    const items = getItems()
    items.at(index % items.length)?.focus()
  }

  const typeAhead = ({ key, timeStamp }: KeyboardEvent, items: HTMLElement[], at: number) => {
    typed = timeStamp - typedAt < typeAheadMs ? typed + key : key
    typedAt = timeStamp
    const search = (text: string, from: number) =>
      [...items.slice(from), ...items].find((item) =>
        item.textContent.trim().toLowerCase().startsWith(text.toLowerCase()),
      )
    // Going on typing may stay where it is; one key again and again goes round.
    return (typed.length > 1 && search(typed, at)) || search(key, at + 1)
  }

  return {
    close,

    click(event: Event): void {
      const path = event.composedPath()
      if (path.includes(button() as EventTarget)) {
        // `popovertarget` stands on the button so that pressing it is no click outside; showing is done here.
        event.preventDefault()
        if (isOpen()) close()
        else focus(0)
      } else if (getItems().some((item) => path.includes(item))) close()
    },

    keydown(event: KeyboardEvent): void {
      const { key, ctrlKey, metaKey, altKey } = event
      const open = isOpen()
      if (open && key === 'Tab') close()
      if (ctrlKey || metaKey || altKey || !(open || event.composedPath()[0] === button())) return
      const items = getItems()
      const at = items.findIndex((item) => item.matches(':focus'))
      const to = { ArrowDown: at + 1, ArrowUp: Math.max(at, 0) - 1, Home: 0, End: -1 }[key]
      if (open ? to === undefined && key.length > 1 : !key.startsWith('Arrow') || to === undefined)
        return
      event.preventDefault()
      if (to !== undefined) {
        focus(to)
        return
      }
      const next = typeAhead(event, items, at)
      if (next) next.focus()
      // Outside a search the space bar presses, which links do not do by themselves.
      else if (key === ' ') items[at]?.click()
    },

    toggle({ newState }: ToggleEvent): void {
      const opens = newState === 'open'
      const focused = panel()?.matches(':focus-within')
      expand(opens)
      // The browser restores no focus out of a shadow root. Done before hiding, so that Tab goes on from the button.
      if (!opens && focused) button()?.focus()
    },
  }
}

export type Menu = ReturnType<typeof createMenu>
