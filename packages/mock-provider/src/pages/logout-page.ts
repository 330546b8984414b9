import { avatarSvg } from '../avatar.ts'
import type { Headers, Outgoing } from '../http-message.ts'
import type { Person } from '../people.ts'
import { html, raw } from './html.ts'
import { pageAnswer } from './layout.ts'
import { languageOf } from './words.ts'

export interface LoggedOutPage {
  readonly site: string
  /** The browser's `Accept-Language`. */
  readonly acceptLanguage: string | undefined
}

export interface LogoutPage extends LoggedOutPage {
  readonly action: string
  readonly hidden: readonly (readonly [name: string, value: string])[]
  readonly person: Person
}

/** What somebody sees who may not have meant to leave. */
export async function logoutPage(
  { site, acceptLanguage, action, hidden, person }: LogoutPage,
  headers: Headers,
): Promise<Outgoing> {
  const language = await languageOf(acceptLanguage)
  const { logOut, signedInAs } = language.words
  const body = html`<h1>${logOut}</h1>
<div class="who">${raw(avatarSvg(person.displayName))}<span>${signedInAs}<b><bdi>${person.displayName}</bdi></b></span></div>
<form method="post" action="${action}">
${hidden.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<div class="actions"><button class="primary" name="confirm" value="yes">${logOut}</button></div>
</form>`
  return pageAnswer(200, { site, title: logOut, body, language }, headers)
}

/** What somebody sees who has left, and was going nowhere. */
export async function loggedOutPage(
  { site, acceptLanguage }: LoggedOutPage,
  headers: Headers,
): Promise<Outgoing> {
  const language = await languageOf(acceptLanguage)
  const { signedOut, closeWindow } = language.words
  const body = html`<h1>${signedOut}</h1><p>${closeWindow}</p>`
  return pageAnswer(200, { site, title: signedOut, body, language }, headers)
}
