/** What a failed login is to a visitor: many error codes are one of these. */
export type LoginFailure = 'denied' | 'late' | 'lost' | 'scopes' | 'down' | 'other'

/** Every word that the element shows or says; a language is one object of this shape. */
export interface Strings extends Record<LoginFailure, string> {
  /** The link that the element makes when the page gives none. */
  login: string
  logOut: string
  switchUser: string
  retry: string
  cancel: string
  wait: string
  /** The menu, and the button of a person whose name is not known. */
  account: string
  /** Above the name in the menu, and announced before it. */
  signedInAs: string
  /** Below the name, where the session has no line of its own for it. */
  signedIn: string
  signedOut: string
  /** The session came to its end by itself. */
  expired: string
  /** The login goes on in a window of its own. */
  popup: string
  /** That login was cancelled here, but its window cannot be closed from here. */
  popupStays: string
  /** The session could not be read. */
  unknown: string
  logoutFailed: string
}

const again = ' Please log in again.'
const failed = ' did not work. Please try again.'

export const english: Strings = {
  login: 'Login with SSO',
  logOut: 'Log out',
  switchUser: 'Log in as another user',
  retry: 'Try again',
  cancel: 'Cancel',
  wait: 'One moment…',
  account: 'Account',
  signedInAs: 'Logged in as',
  signedIn: 'Logged in',
  signedOut: 'You are logged out.',
  expired: `Your session has ended.${again}`,
  popup: 'Please log in in the other window.',
  popupStays: 'The other window is still open: please close it.',
  unknown: 'We could not check whether you are logged in.',
  logoutFailed: `Logging out${failed}`,
  denied: 'You are not logged in: access was not allowed.',
  late: `That login took too long or was used before.${again}`,
  lost: `That login was not started in this browser.${again}`,
  scopes: `This site needs more permissions.${again}`,
  down: 'The login service does not answer as it should. Please try again later.',
  other: `Logging in${failed}`,
}
