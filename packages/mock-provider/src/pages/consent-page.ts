import { avatarSvg } from '../avatar.ts'
import type { Headers, Outgoing } from '../http-message.ts'
import type { Person } from '../people.ts'
import { html, raw } from './html.ts'
import { pageAnswer } from './layout.ts'
import { type Language, languageOf, withName } from './words.ts'

export interface ConsentScope {
  readonly scope: string
  readonly title: string
  /** Granted in any case: its box cannot be unticked. */
  readonly always: boolean
}

export interface ConsentPage {
  readonly site: string
  /** The browser's `Accept-Language`. */
  readonly acceptLanguage: string | undefined
  readonly clientName: string
  readonly person: Person
  readonly scopes: readonly ConsentScope[]
  /** What the form carries besides the choice. */
  readonly hidden: Readonly<Record<string, string>>
  readonly switchUser: string
  /** The answer counts for later visits too; else the provider asks every time. */
  readonly remembered: boolean
  readonly unverified: boolean
  /** The provider lets no more people into the app: there is nothing to agree to. */
  readonly full: boolean
}

const scopeBox = ({ scope, title, always: fixed }: ConsentScope, { always }: Language['words']) =>
  html`<label class="scope"><input type="checkbox" name="scopes_array" value="${scope}" checked${fixed && html` disabled`}><span><b lang="en">${title}</b><small>${scope}${fixed && ` · ${always}`}</small></span></label>
`

export async function consentPage(page: ConsentPage, headers: Headers): Promise<Outgoing> {
  const { clientName, person } = page
  const language = await languageOf(page.acceptLanguage)
  const { words } = language
  const application = html`<b dir="auto">${clientName}</b>`
  const warning =
    page.unverified &&
    html`<div class="note"><p>${withName(page.full ? words.full : words.unverified, application)}</p></div>`
  // A form's first button is what Enter presses: that must be to agree, though Deny is seen first.
  const form = html`<form method="post" id="authorizationForm">
<button name="allow" value="Authorize" hidden>${words.authorize}</button>
${Object.entries(page.hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<fieldset><legend>${words.gets}</legend>
${page.scopes.map((scope) => scopeBox(scope, words))}</fieldset>
<div class="actions"><button name="allow" value="">${words.deny}</button><button class="primary" name="allow" value="Authorize">${words.authorize}</button></div>
</form>
<p class="small">${page.remembered ? words.remembered : words.askedAgain}</p>`
  const body = html`<h1>${withName(words.wants, html`<bdi>${clientName}</bdi>`)}</h1>
<div class="who">${raw(avatarSvg(person.displayName))}<span><b><bdi>${person.displayName}</bdi></b><a href="${page.switchUser}">${words.switchUser}</a></span></div>
${warning}${!page.full && form}`
  const title = words.wants.replace('{}', () => clientName)
  return pageAnswer(200, { site: page.site, title, body, language }, headers)
}
