/** What a failed login is to a visitor: many error codes are one of these. */
export type LoginFailure = 'denied' | 'late' | 'lost' | 'scopes' | 'down' | 'other'

/** Every word that the element shows or says; a language is one object of this shape. */
export interface Strings extends Record<LoginFailure, string> {
  /** The link that the element makes when the page gives none. */
  login: string
  logOut: string
  switchUser: string
  retry: string
  wait: string
  /** The menu, and the button of a person whose name is not known. */
  account: string
  /** Above the name in the menu, and announced before it. */
  signedIn: string
  signedOut: string
  /** The session could not be read. */
  unknown: string
  logoutFailed: string
}

export const english: Strings = {
  login: 'Login with SSO',
  logOut: 'Log out',
  switchUser: 'Log in as another user',
  retry: 'Try again',
  wait: 'One moment…',
  account: 'Account',
  signedIn: 'Logged in as',
  signedOut: 'You are logged out.',
  unknown: 'We could not check whether you are logged in.',
  logoutFailed: 'Logging out did not work. You may still be logged in.',
  denied: 'You are not logged in: access was not allowed.',
  late: 'That login took too long or was used before. Please log in again.',
  lost: 'That login was not started in this browser, or its cookies were lost. Please log in again.',
  scopes: 'This site needs permissions that were not given. Log in again to give them.',
  down: 'The login service does not answer as it should. Please try again in a few minutes.',
  other: 'Logging in did not work. Please try again.',
}
