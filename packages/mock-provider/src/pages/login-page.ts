import { avatarSvg } from '../avatar.ts'
import type { Headers, Outgoing } from '../http-message.ts'
import type { Person } from '../people.ts'
import { html, raw } from './html.ts'
import { pageAnswer } from './layout.ts'

/** More than this many people are found by name instead of listed. */
const listedPeople = 50

export interface LoginPage {
  readonly site: string
  readonly action: string
  readonly csrfToken: string
  /** Where to go after signing in. */
  readonly next: string
  readonly people: readonly Person[]
  /** Who is signed in already, but may want to be somebody else now. */
  readonly signedIn?: Person | undefined
  readonly problem?: string
}

const personButton = ({ username, displayName }: Person, before: string = '') =>
  html`<button class="person" name="user" value="${username}">${raw(avatarSvg(displayName))}<span><b>${before}<bdi>${displayName}</bdi></b><small>${username}</small></span><i aria-hidden="true"></i></button>`

/** Every person one click away. */
export function loginPage(status: number, page: LoginPage, headers: Headers): Promise<Outgoing> {
  const { people, signedIn } = page
  const others = people
    .slice(0, listedPeople + 1)
    .filter((person) => person !== signedIn)
    .slice(0, listedPeople)
  const hidden = html`<input type="hidden" name="csrfmiddlewaretoken" value="${page.csrfToken}"><input type="hidden" name="next" value="${page.next}">`
  const title = signedIn ? 'You are already signed in' : 'Sign in'
  const body = html`<h1>${title}</h1>
${!signedIn && html`<p>Choose who to be. No password is needed here.</p>`}
${page.problem && html`<div class="note error" role="alert"><p>${page.problem}</p></div>`}
<form method="post" action="${page.action}">${hidden}
${
  signedIn &&
  html`<div class="again">${personButton(signedIn, 'Continue as ')}</div>
<h2>Log in as another user</h2>`
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
<p><label>Somebody else of the ${people.length}: <input name="user" autocomplete="off" required></label></p>
<div class="actions"><button class="primary">Sign in</button></div>
</form>`
  }`
  return pageAnswer(status, { site: page.site, title, body }, headers)
}

/** What somebody sees who is signed in and was going nowhere. */
export const signedInPage = (
  site: string,
  person: Person,
  logout: string,
  headers: Headers,
): Promise<Outgoing> =>
  pageAnswer(
    200,
    {
      site,
      title: 'Signed in',
      body: html`<h1>You are signed in</h1>
<div class="who">${raw(avatarSvg(person.displayName))}<span><b dir="auto">${person.displayName}</b><a href="${logout}">Log out</a></span></div>`,
    },
    headers,
  )
