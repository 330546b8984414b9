// The states of the element: what brings each about. `session` names an endpoint of the demo's, /gallery/session/<name>.

/** Presses the login link, as a visitor does; what opens is not a window, so that the gallery opens none by itself. */
async function pressWithoutWindow(element) {
  await element.refresh()
  await element.updateComplete
  const opens = window.open
  window.open = () => ({
    location: {},
    closed: false,
    close() {
      this.closed = true
    },
    focus() {},
  })
  const link =
    element.querySelector(':scope > a:not([slot])') ?? element.shadowRoot.querySelector('a')
  link.click()
  window.open = opens
}

/** Where a login that failed brings the visitor back to. The element takes it out of the address again. */
function comeBackFailed() {
  const url = new URL(location.href)
  url.searchParams.set('sso_error', 'access_denied')
  history.replaceState(null, '', url)
}

/**
 * In the order in which they are begun: an element that finds somebody signed in tells the others on
 * the page, and on being told one reads anew and forgets its old news.
 * `before` runs before the element is in the page, `after` when it is; `settles` is the event that ends the
 * beginning; `endless` begins again at an error.
 */
export const states = [
  {
    name: 'link-only',
    title: 'Link only',
    text: 'Before the script has come, and without JavaScript: the page’s own link, styled by `sso-login.css`. It signs in.',
    scriptless: true,
  },
  {
    name: 'signed-out',
    title: 'Signed out',
    text: 'The same link, in the same place: nothing moves, and the focus stays.',
    session: 'signed-out',
  },
  {
    name: 'signed-in',
    title: 'Signed in',
    text: 'Initials where there is no picture. Press it: a menu. Here a log-out is taken and changes nothing.',
    session: 'signed-in',
    settles: 'sso-signed-in',
  },
  {
    name: 'picture',
    title: 'Signed in, with a picture',
    text: 'A long name is cut on the button and whole in the menu.',
    session: 'picture',
    settles: 'sso-signed-in',
  },
  {
    name: 'expired',
    title: 'Expired',
    text: 'The session ended while the page was open. It says so, and offers the link again.',
    session: 'expired',
    before() {
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store is not everywhere yet.
      document.cookie = 'gallery-ended=; Path=/gallery; Max-Age=0'
    },
    after(element) {
      // By itself it asks a minute later.
      element.addEventListener('sso-signed-in', () => queueMicrotask(() => element.refresh()), {
        once: true,
      })
    },
    settles: 'sso-signed-out',
  },
  {
    name: 'signing-in',
    title: 'Signing in, in a popup',
    text: 'The window is open; the page waits for it, and lets go. Press Cancel and the link again: then one opens.',
    session: 'signed-out',
    attributes: { popup: true },
    after: pressWithoutWindow,
  },
  {
    name: 'unreachable',
    title: 'Unreachable',
    text: 'The site does not say who is signed in. The page’s own link still works, and so does asking again.',
    session: 'unreachable',
    settles: 'sso-error',
  },
  {
    name: 'error',
    title: 'Error, in words',
    text: 'A login was refused, so that the visitor came back with `?sso_error=access_denied`.',
    session: 'signed-out',
    before: comeBackFailed,
  },
  {
    name: 'loading',
    title: 'Loading',
    text: 'A spinner takes the place of the element’s own glyph, not before 0.4 s; an icon of yours stays. After ten seconds it would be unreachable; here it begins again.',
    session: 'loading',
    endless: true,
  },
]
