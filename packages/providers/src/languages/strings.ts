/** What a failed login is to a visitor: many error codes are one of these. */
export type LoginFailure = 'denied' | 'late' | 'lost' | 'scopes' | 'down' | 'other'

/** Every word that the element shows or says; what the pages below need of it is said in the same words. */
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

/** What the pages of a site's server and of the mock say beyond that. `{}` stands for a name. */
export interface PageStrings {
  /** Heading of a page about a login. */
  title: string
  loggedIn: string
  notLoggedIn: string
  closeWindow: string
  toSite: string
  /** Several providers: which one? */
  choose: string
  /** `{}`: a provider. */
  loginWith: string
  /** A request that no page of the site sent. */
  foreign: string
  /** The site asks for no such permission. */
  notAsked: string
  /** The person may not use the site. */
  closed: string
  wrong: string
  pleaseLogIn: string
  /** The site cannot look up who is logged in. */
  unavailable: string
  /** The session here has ended; what else a logout does could not be done. */
  loggedOutHere: string
  /** `{}`: a permission that the site needs. */
  notShared: string
  /** Log in again and grant what the site needs. */
  share: string
  /** The mock's login page. */
  pick: string
  /** `{}`: the person who is logged in. */
  continueAs: string
  /** `{}`: how many people there are. */
  somebodyOf: string
  /** `{}`: the application, here and below. */
  wants: string
  /** Above the list of what the application gets. */
  gets: string
  /** Of a permission that cannot be refused. */
  always: string
  deny: string
  authorize: string
  remembered: string
  askedAgain: string
  unverified: string
  /** No more people may log in to an unverified application. */
  full: string
}
