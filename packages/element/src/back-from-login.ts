const key = 'sso-login'
let asked = false

/** Before the page is left to log in: a provider that remembers its visitor shows no page, and the way back no trace of it. */
export const leaveToLogIn = (): void => inStorage((storage) => storage.setItem(key, 'left'))

/**
 * Whether whoever is signed in when the page comes may be back from a login, which the site's other
 * pages do not know of: true once, for the first of the page's elements that asks.
 */
export function isBack(): boolean {
  let back = !asked && !document.referrer.startsWith(location.origin)
  asked = true
  inStorage((storage) => {
    back ||= !!storage.getItem(key)
    storage.removeItem(key)
  })
  return back
}

function inStorage(work: (storage: Storage) => void): void {
  try {
    work(sessionStorage)
  } catch {
    // The visitor lets sites keep nothing.
  }
}
