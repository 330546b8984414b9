import type { Note } from './view.ts'

/** A login in a window of its own, as far as this page can tell how it goes. */
export class Popup {
  readonly #show: (note: Note | undefined, insteadOf?: Note) => void
  #window: Window | null = null
  /** The window does not tell: it may look closed and not be. */
  #login: 'none' | 'waited for' | 'cancelled' = 'none'
  #note: Note | undefined

  /** @param show Shows a note; given another one with it, only in the place of that. */
  constructor(show: (note: Note | undefined, insteadOf?: Note) => void) {
    this.#show = show
  }

  /** @returns false where the link is to do it. */
  open(href: string): boolean {
    const popup = openWindow(href, this.#login === 'cancelled' ? null : this.#window)
    if (!popup) return false
    this.#window = popup
    this.#login = 'waited for'
    this.#say({ part: 'note', text: 'popup', action: 'cancel', run: () => this.#cancel(popup) })
    addEventListener('focus', this)
    return true
  }

  #cancel(popup: Window): void {
    this.#login = 'cancelled'
    this.#say(closeWindow(popup) ? undefined : { part: 'note', text: 'popupStays' })
  }

  /** @returns false where no login was waited for. */
  end(): boolean {
    const waited = this.#login === 'waited for'
    if (waited) this.#login = 'none'
    return waited
  }

  /** Nothing is said of it any more. */
  hush(): void {
    if (this.#note) this.#show(undefined, this.#note)
    this.#note = undefined
  }

  /** The page has the focus again. A window that cut itself off counts as closed too: how its login ends is told all the same. */
  handleEvent(): void {
    if (!this.#window?.closed) return
    this.stop()
    this.hush()
  }

  stop(): void {
    removeEventListener('focus', this)
  }

  #say(note: Note | undefined): void {
    this.#note = note
    this.#show(note)
  }
}

/**
 * Opens a window for a login, in the click that asks for it; null where the browser opens none, or the
 * login is another site's, whose end nobody here would hear of. The server's last page in it closes it,
 * and says "changed" on the channel `sso-login`; where the login failed it stays, and says its error's code.
 *
 * @param former The window of an earlier press, which comes to the front where it is still open.
 */
function openWindow(href: string, former: Window | null): Window | null {
  const url = new URL(href)
  if (url.origin !== location.origin) return null
  const popup = former?.closed === false ? former : open('', '', 'popup,width=480,height=640')
  if (!popup) return null
  try {
    // The provider's pages must not reach this one.
    popup.opener = null
    url.searchParams.set('popup', '1')
    popup.location.href = url.href
  } catch {
    // The former one shows the provider's page: the login goes on there.
  }
  popup.focus()
  return popup
}

/**
 * @returns false where its end is not certain: another site's page in it cannot be closed from here,
 * and one that cut itself off (Cross-Origin-Opener-Policy) counts as closed from then on.
 */
function closeWindow(popup: Window): boolean {
  const { closed } = popup
  popup.close()
  return popup.closed && !closed
}
