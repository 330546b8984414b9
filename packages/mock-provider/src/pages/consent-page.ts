import { avatarSvg } from '../avatar.ts'
import type { Headers, Outgoing } from '../http-message.ts'
import type { Person } from '../people.ts'
import { html, raw } from './html.ts'
import { pageAnswer } from './layout.ts'

export interface ConsentScope {
  readonly scope: string
  readonly title: string
  /** Granted in any case: its box cannot be unticked. */
  readonly always: boolean
}

export interface ConsentPage {
  readonly site: string
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

const scopeBox = ({ scope, title, always }: ConsentScope) =>
  html`<label class="scope"><input type="checkbox" name="scopes_array" value="${scope}" checked${always && html` disabled`}><span><b>${title}</b><small>${scope}${always && ' · always shared'}</small></span></label>
`

export function consentPage(page: ConsentPage, headers: Headers): Promise<Outgoing> {
  const { clientName, person } = page
  const warning =
    page.unverified &&
    html`<div class="note"><p>${
      page.full
        ? html`<b dir="auto">${clientName}</b> has not been verified, and has reached the number of people that an unverified application may have. Nobody else can sign in to it.`
        : html`<b dir="auto">${clientName}</b> has not been verified. Go on only if you trust the people who made it.`
    }</p></div>`
  // A form's first button is what Enter presses: that must be to agree, though Deny is seen first.
  const form = html`<form method="post" id="authorizationForm">
<button name="allow" value="Authorize" hidden>Authorize</button>
${Object.entries(page.hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<fieldset><legend>It will get</legend>
${page.scopes.map(scopeBox)}</fieldset>
<div class="actions"><button name="allow" value="">Deny</button><button class="primary" name="allow" value="Authorize">Authorize</button></div>
</form>
<p class="small">${
    page.remembered
      ? 'If you agree, you will not be asked again for this.'
      : 'You will be asked again at the next visit.'
  }</p>`
  const body = html`<h1><bdi>${clientName}</bdi> wants to know who you are</h1>
<div class="who">${raw(avatarSvg(person.displayName))}<span><b dir="auto">${person.displayName}</b><a href="${page.switchUser}">Not you? Sign in as somebody else</a></span></div>
${warning}${!page.full && form}`
  return pageAnswer(200, { site: page.site, title: `Authorize ${clientName}`, body }, headers)
}
