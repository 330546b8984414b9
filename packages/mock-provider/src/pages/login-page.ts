import { avatarSvg } from '../avatar.ts'
import type { Headers, Outgoing } from '../http-message.ts'
import type { Person } from '../people.ts'
import { html, raw } from './html.ts'
import { pageAnswer } from './layout.ts'
import { languageOf, withName } from './words.ts'

/** More than this many people are found by name instead of listed. */
const listedPeople = 50

export interface LoginPage {
  readonly site: string
  /** The browser's `Accept-Language`. */
  readonly acceptLanguage: string | undefined
  readonly action: string
  readonly csrfToken: string
  /** Where to go after signing in. */
  readonly next: string
  readonly people: readonly Person[]
  /** Who is signed in already, but may want to be somebody else now. */
  readonly signedIn?: Person | undefined
  readonly problem?: string
}

export interface SignedInPage {
  readonly site: string
  /** The browser's `Accept-Language`. */
  readonly acceptLanguage: string | undefined
  readonly person: Person
  /** Where it ends. */
  readonly logout: string
}

const personButton = ({ username, displayName }: Person, sentence: string = '{}') =>
  html`<button class="person" name="user" value="${username}">${raw(avatarSvg(displayName))}<span><b>${withName(sentence, html`<bdi>${displayName}</bdi>`)}</b><small>${username}</small></span><i aria-hidden="true"></i></button>`

/** Every person one click away. */
export async function loginPage(
  status: number,
  page: LoginPage,
  headers: Headers,
): Promise<Outgoing> {
  const { people, signedIn } = page
  const language = await languageOf(page.acceptLanguage)
  const { words } = language
  const others = people
    .slice(0, listedPeople + 1)
    .filter((person) => person !== signedIn)
    .slice(0, listedPeople)
  const hidden = html`<input type="hidden" name="csrfmiddlewaretoken" value="${page.csrfToken}"><input type="hidden" name="next" value="${page.next}">`
  const title = signedIn ? words.loggedIn : words.title
  const body = html`<h1>${title}</h1>
${!signedIn && html`<p>${words.pick}</p>`}
${page.problem && html`<div class="note error" role="alert"><p lang="en">${page.problem}</p></div>`}
<form method="post" action="${page.action}">${hidden}
${
  signedIn &&
  html`<div class="again">${personButton(signedIn, words.continueAs)}</div>
<h2>${words.switchUser}</h2>`
}
<ul>${others.map(
    (person) =>
      html`<li>${personButton(person)}</li>
`,
  )}</ul>
</form>${
    people.length > listedPeople &&
    html`
<form method="post" action="${page.action}">${hidden}
<p><label>${withName(words.somebodyOf, html`${people.length}`)} <input name="user" autocomplete="off" required></label></p>
<div class="actions"><button class="primary">${words.title}</button></div>
</form>`
  }`
  return pageAnswer(status, { site: page.site, title, body, language }, headers)
}

/** What somebody sees who is signed in and was going nowhere. */
export async function signedInPage(
  { site, person, logout, acceptLanguage }: SignedInPage,
  headers: Headers,
): Promise<Outgoing> {
  const language = await languageOf(acceptLanguage)
  const { signedIn, loggedIn, logOut } = language.words
  const body = html`<h1>${loggedIn}</h1>
<div class="who">${raw(avatarSvg(person.displayName))}<span><b><bdi>${person.displayName}</bdi></b><a href="${logout}">${logOut}</a></span></div>`
  return pageAnswer(200, { site, title: signedIn, body, language }, headers)
}
