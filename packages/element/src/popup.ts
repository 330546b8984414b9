import type { Note } from './view.ts'

/** A login in a window of its own, as far as this page can tell how it goes. */
export interface Popup {
  /** @returns false where the link is to do it. */
  open(href: string): boolean
  /** @returns false where no login was waited for. */
  end(): boolean
  /** Says nothing of it any more. */
  hush(): void
}

/** @param show Shows a note; given another one with it, only in the place of that. */
export function createPopup(show: (note: Note | undefined, insteadOf?: Note) => void): Popup {
  let opened: Window | undefined
  /** Which the next login is to have: none that was cancelled. */
  let former: Window | undefined
  /** For a login in it: the window may look closed and not be. */
  let waits = false
  let note: Note | undefined

  const say = (next: Note | undefined) => {
    note = next
    show(note)
  }
  const hush = () => {
    if (note) show(undefined, note)
    note = undefined
  }
  // Closed by hand. One that cut itself off counts as closed too: how its login ends is told all the same.
  const onFocus = () => {
    if (!opened?.closed) return
    removeEventListener('focus', onFocus)
    hush()
  }

  return {
    open(href) {
      const popup = openWindow(href, former)
      if (!popup) return false
      opened = former = popup
      waits = true
      const run = () => {
        former = undefined
        waits = false
        say(closeWindow(popup) ? undefined : { part: 'note', text: 'popupStays' })
      }
      say({ part: 'note', text: 'popup', action: 'cancel', run })
      addEventListener('focus', onFocus)
      return true
    },
    end() {
      const waited = waits
      waits = false
      return waited
    },
    hush,
  }
}

/**
 * Opens a window for a login, in the click that asks for it; null where the browser opens none, or the
 * login is another site's, whose end nobody here would hear of. The server's last page in it closes it,
 * and says "changed" on the channel `sso-login`; where the login failed it stays, and says its error's code.
 *
 * @param former The window of an earlier press, which comes to the front where it is still open.
 */
function openWindow(href: string, former: Window | undefined): Window | null {
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
