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
  readonly problem?: string
}

/** Every person one click away. */
export function loginPage(status: number, page: LoginPage, headers: Headers): Promise<Outgoing> {
  const { people } = page
  const hidden = html`<input type="hidden" name="csrfmiddlewaretoken" value="${page.csrfToken}"><input type="hidden" name="next" value="${page.next}">`
  const body = html`<h1>Sign in</h1>
<p>Choose who to be. No password is needed here.</p>
${page.problem && html`<div class="note error" role="alert"><p>${page.problem}</p></div>`}
<form method="post" action="${page.action}">${hidden}
<ul>${people.slice(0, listedPeople).map(
    ({ username, displayName }) =>
      html`<li><button class="person" name="user" value="${username}">${raw(avatarSvg(displayName))}<span><b dir="auto">${displayName}</b><small>${username}</small></span><i aria-hidden="true"></i></button></li>
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
  return pageAnswer(status, { site: page.site, title: 'Sign in', body }, headers)
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
