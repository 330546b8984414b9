import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { loginFailure, takeCallbackError } from './callback-error.ts'
import { emit, type SsoErrorDetail } from './events.ts'
import { initials } from './initials.ts'
import { createMenu } from './menu.ts'
import { openPopup } from './popup.ts'
import { currentPath, setReturnTo } from './return-to.ts'
import {
  endSession,
  readSession,
  type Session,
  type SessionFailure,
  type SessionUser,
} from './session.ts'
import { english as strings } from './strings.ts'
import { styles } from './styles.ts'

/** What the visitor reads below the button, and what they can do about it. */
interface Note {
  part: 'error' | 'note'
  text: string
  label?: string
  run?: () => void
}

/** Between two reads for the end of a session: the clocks of browser and site may differ. */
const leastWaitMs = 60_000
/** As long as a timer can be. */
const mostWaitMs = 2 ** 31 - 1

// A picture that does not come gives way to the initials; another one may come later.
const showPicture = ({ target, type }: Event): void => {
  ;(target as HTMLElement).hidden = type === 'error'
}

/**
 * A login button that becomes the signed-in person's menu.
 *
 * `<sso-login session="/auth/session"><a href="/auth/login">Login with SSO</a></sso-login>`
 *
 * @element sso-login
 *
 * @attr session - Address of the session endpoint, on the page's own origin; or Bridgekeeper's `/api/auth/v1/users/me`.
 * @attr popup - Log in in a window of its own; where the browser opens none, in this one. "Cancel" cannot close it while it shows the provider's page: a login that goes on there still counts.
 * @attr label - Text of the link that the element makes; default "Login with SSO".
 * @attr view - Signed in: `button` (picture and name, the default), `compact` (picture alone) or `full` (a line below the name).
 * @attr variant - `filled` (default), `outline` or `plain`.
 * @attr size - `small`, `medium` (default) or `large`.
 * @attr shape - `pill` (default), `rounded` or `square`.
 * @attr full-width - As wide as there is room.
 * @attr theme - `light` or `dark`, where the page's `color-scheme` does not say it.
 * @attr provider - Pages without a backend: the provider's id; it must allow pages to hold tokens.
 * @attr client-id - With `provider`: as registered there.
 * @attr redirect-uri - With `provider`: as registered there; a page with this element. Default: the page's address without its query.
 * @attr scope - With `provider`: what to ask for, divided by spaces.
 * @attr base-url - With `provider`: where it lives instead, e.g. a mock.
 *
 * @slot - The login link: an `<a>`, which is the signed-out button itself. Without one the element makes it.
 * @slot icon - In the link that the element makes, in place of its glyph.
 * @slot logo - A mark before the button, signed in or out.
 * @slot detail - The line below the name in the view `full`; default the session's `detail`.
 * @slot summary - The head of the menu; default who is logged in.
 * @slot menu - The site's own menu items: `<a>` or `<button>` elements.
 *
 * @fires sso-login - Cancelable; the page is about to be left to log in; `detail.href`.
 * @fires sso-signed-in - A person became known, on the first read too, or another one; `detail.user`.
 * @fires sso-signed-out - The person who was known is signed out.
 * @fires sso-error - The session cannot be read or ended, or a login failed; `detail.code`, `detail.message`.
 *
 * @csspart button - The login button that the element makes; the page's own link is styled as the page's.
 * @csspart icon - The glyph in it.
 * @csspart account - The signed-in person's menu button.
 * @csspart avatar - Picture or initials.
 * @csspart who - Name and detail line.
 * @csspart name - The person's name, on the button.
 * @csspart detail - The line below the name.
 * @csspart menu - The menu's panel.
 * @csspart summary - Who is signed in, at the head of the menu.
 * @csspart item - "Log in as another user" and "Log out".
 * @csspart error - The box that says what went wrong.
 * @csspart note - The same box with other news: a login that goes on in a window, a session that has ended.
 * @csspart retry - "Try again" or "Cancel" in that box.
 *
 * @cssprop --sso-login-accent - The login button, initials, the menu's present item; default #4457d6.
 * @cssprop --sso-login-on-accent - Text on the accent; default black or white, whichever is easier to read.
 * @cssprop --sso-login-surface - Background of the signed-in button, the menu and the boxes; default `Canvas`.
 * @cssprop --sso-login-text - Text on a surface; default black or white, whichever is easier to read.
 * @cssprop --sso-login-line - Borders.
 * @cssprop --sso-login-focus - The focus ring; default `CanvasText`.
 * @cssprop --sso-login-danger - Border of the error box; default #df3b30.
 * @cssprop --sso-login-radius - Corners of the buttons; default round ends.
 * @cssprop --sso-login-menu-radius - Corners of the menu and of the boxes; default 14px.
 * @cssprop --sso-login-height - Least height of buttons; default 44px.
 * @cssprop --sso-login-padding - Space at the ends of the login button; default 20px.
 * @cssprop --sso-login-font - Font family; default the page's.
 * @cssprop --sso-login-shadow - Shadow of the menu.
 * @cssprop --sso-login-icon - `none` takes the glyph out of the page's own link, which may hold one of its own.
 */
export class SsoLogin extends LitElement {
  static override styles = styles
  static override properties = { session: {}, label: {}, popup: { type: Boolean } }

  /** Address of the session endpoint; null where there is none to ask, and the link is all. */
  declare session: string | null
  /** Text of the link that the element makes. */
  declare label: string
  /** Log in in a window of its own. */
  declare popup: boolean

  #menu = createMenu(this)
  #known: Session | undefined
  #note: Note | undefined
  /** Said to screen readers and not shown. */
  #said = ''
  #busy = ''
  /** Of the newest read: an older one that ends later changes nothing. */
  #read = 0
  /** A login that failed, as the page's address said. */
  #failed: SsoErrorDetail | undefined
  #hinted = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #channel: BroadcastChannel | undefined

  constructor() {
    super()
    this.session = ''
    this.label = ''
    this.popup = false
  }

  /** Who is signed in; null for nobody, and while that is not known. */
  get user(): SessionUser | null {
    return this.#known?.user ?? null
  }

  /** Reads the session again. Never rejects: what goes wrong is shown and dispatched as `sso-error`. */
  async refresh(): Promise<void> {
    await this.#refresh()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    addEventListener('pageshow', this.#onPageShow)
    this.#channel = new BroadcastChannel('sso-login')
    this.#channel.onmessage = ({ data }) => {
      if (data === 'changed') this.refresh()
    }
    const code = takeCallbackError()
    if (code) {
      this.#failed = { code, message: strings[loginFailure(code)] }
      this.#note = { part: 'error', text: this.#failed.message }
    }
    if (this.hasUpdated) this.refresh()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    removeEventListener('pageshow', this.#onPageShow)
    this.#channel?.close()
    clearTimeout(this.#timer)
    this.#menu.close()
    this.#read++
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('session')) this.refresh()
  }

  protected override update(changed: PropertyValues): void {
    const focused = this.matches(':focus-within')
    super.update(changed)
    // What had the focus may be gone: the link after a sign-in, the menu after a sign-out, "Try again".
    const root = this.shadowRoot
    const target = root?.activeElement ?? this.querySelector(':focus')
    if (focused && !target?.checkVisibility())
      (root?.querySelector<HTMLElement>('[part=account],[part=button]') ?? this.#link)?.focus()
    this.#setReturnTo()
  }

  protected override render(): TemplateResult {
    const { user } = this
    const note = this.#note
    const links = this.#known?.links
    const busy = this.#busy
    return html`<div
        class="row"
        @click=${this.#onClick}
        @keydown=${this.#menu.keydown}
        @pointerdown=${this.#setReturnTo}
      >
        <slot name="logo"></slot>
        ${
          user
            ? html`<button
                  class=${busy}
                  part="account"
                  popovertarget="panel"
                  aria-haspopup="menu"
                  aria-controls="menu"
                  aria-expanded="false"
                >
                  <span part="avatar" aria-hidden="true"
                    >${initials(user.name ?? '') || '•'}<img
                      alt=""
                      referrerpolicy="no-referrer"
                      src=${user.picture ?? nothing}
                      ?hidden=${!user.picture}
                      @load=${showPicture}
                      @error=${showPicture}
                  /></span>
                  <span part="who">
                    <bdi part="name">${user.name ?? strings.account}</bdi>
                    <span part="detail"
                      ><slot name="detail">${user.detail ?? strings.signedIn}</slot></span
                    >
                  </span>
                </button>
                <div id="panel" part="menu" popover @beforetoggle=${this.#menu.toggle}>
                  <div part="summary">
                    <slot name="summary"
                      >${strings.signedInAs}<br /><bdi>${user.name ?? user.id}</bdi></slot
                    >
                  </div>
                  <div id="menu" role="menu" aria-label=${strings.account}>
                    <slot name="menu"></slot>
                    <a
                      role="menuitem"
                      part="item"
                      tabindex="-1"
                      href=${links?.switch ?? nothing}
                      ?hidden=${!links?.switch}
                      >${strings.switchUser}</a
                    >
                    <button role="menuitem" part="item" tabindex="-1" @click=${this.#logOut}>
                      ${strings.logOut}
                    </button>
                  </div>
                </div>`
            : html`<slot class=${`own ${busy}`} @slotchange=${() => this.requestUpdate()}></slot
                >${
                  this.#link || !(links || busy)
                    ? nothing
                    : html`<a class=${busy} part="button" href=${links?.login ?? nothing}
                        ><slot name="icon"><span part="icon"></span></slot
                        >${this.label || strings.login}</a
                      >`
                }`
        }
      </div>
      <div part=${note?.part ?? 'unseen'}>
        <span role="status">${note?.text ?? this.#said}</span>
        ${note?.run ? html`<button part="retry" @click=${note.run}>${note.label}</button>` : nothing}
      </div>`
  }

  async #refresh(): Promise<boolean> {
    if (this.session === null) return true
    const read = this.#begin()
    const answer = await (this.hasAttribute('provider')
      ? import('./browser-only.ts').then(
          ({ readBrowserSession }) => readBrowserSession(this),
          () => ({ code: 'network_error' as const, hint: 'client.min.js is missing' }),
        )
      : readSession(`${this.session ?? ''}`, this.#link?.href))
    if (read !== this.#read) return true
    this.#busy = ''
    const failed = 'code' in answer
    if (failed) this.#fail(answer, strings.unknown, () => this.refresh())
    else {
      if (this.#note?.label === strings.retry) this.#note = undefined
      this.#setKnown(answer)
    }
    // Not before the first answer: by then the page's own scripts listen.
    if (this.#failed) emit(this, 'sso-error', this.#failed)
    this.#failed = undefined
    this.requestUpdate()
    return !failed
  }

  readonly #logOut = async (): Promise<void> => {
    const known = this.#known as Session
    this.#begin()
    const answer = await endSession(known)
    if ('code' in answer) {
      this.#busy = ''
      this.#fail(answer, strings.logoutFailed, this.#logOut)
    } else {
      if (!(await this.#refresh())) this.#setKnown({ ...known, user: null })
      this.#channel?.postMessage('changed')
    }
    this.requestUpdate()
  }

  #begin(): number {
    this.#busy = 'busy'
    const { label } = this.#note ?? {}
    if (label === strings.retry) this.#note = { ...(this.#note as Note), text: strings.wait }
    // What went wrong with a login is news until something else is tried; a window stays open.
    else if (!this.#failed && !label) this.#note = undefined
    this.requestUpdate()
    return ++this.#read
  }

  #setKnown(session: Session): void {
    const before = this.#known
    const { user, expiresAt } = session
    const now = Date.now()
    this.#known = session
    clearTimeout(this.#timer)
    if (user && expiresAt) {
      const waitMs = Math.max(leastWaitMs, expiresAt * 1000 - now)
      this.#timer = setTimeout(() => this.refresh(), Math.min(waitMs, mostWaitMs))
    }
    if (this.#note?.label === strings.cancel && user) this.#note = undefined
    if (user?.id === before?.user?.id) return
    // Who was signed in before the page was loaded is no news here. Somebody who comes from elsewhere
    // may be back from a login, which the site's other pages do not know of yet.
    if (before) this.#said = user ? `${strings.signedInAs} ${user.name ?? ''}` : strings.signedOut
    else if (!document.referrer.startsWith(location.origin)) this.#channel?.postMessage('changed')
    if (user) return void emit(this, 'sso-signed-in', { user })
    if (now > Number(before?.expiresAt) * 1000) this.#note = { part: 'note', text: strings.expired }
    emit(this, 'sso-signed-out', null)
  }

  #fail({ code, hint }: SessionFailure, text: string, run: () => void): void {
    this.#note = { part: 'error', text, label: strings.retry, run }
    if (!this.#hinted) console.warn(`<sso-login>: ${hint}`)
    this.#hinted = true
    emit(this, 'sso-error', { code, message: text })
  }

  /** The page's own login link. */
  get #link(): HTMLAnchorElement | null {
    return this.querySelector(':scope > a:not([slot])')
  }

  /** What leads to a login: that link, and those that the element makes. */
  get #links(): HTMLAnchorElement[] {
    const made = this.shadowRoot?.querySelectorAll('a') ?? []
    return [this.#link, ...made].filter((link) => link !== null)
  }

  readonly #setReturnTo = (): void => {
    const path = currentPath()
    for (const link of this.#links) setReturnTo(link, path)
  }

  readonly #onClick = (event: MouseEvent): void => {
    this.#menu.click(event)
    this.#setReturnTo()
    const path = event.composedPath()
    const link = this.#links.find((login) => path.includes(login))
    const { ctrlKey, metaKey, shiftKey, altKey } = event
    // A click for a new tab or a download leaves nothing.
    if (!link?.href || event.defaultPrevented || ctrlKey || metaKey || shiftKey || altKey) return
    const { href } = link
    const start = this.#known?.start
    const stays = !emit(this, 'sso-login', { href })
    const popup = !stays && this.popup && !start && openPopup(href)
    if (stays || popup || start) event.preventDefault()
    if (popup) {
      const run = () => {
        popup.close()
        // Refused while the window shows another site's page, since it was cut off from this one.
        this.#note = popup.closed ? undefined : { part: 'note', text: strings.popupStays }
        this.requestUpdate()
      }
      this.#note = { part: 'note', text: strings.popup, label: strings.cancel, run }
      this.requestUpdate()
    }
    if (start && !stays) start(link.part.contains('item')).then((url) => location.assign(url))
  }

  /** A page brought back whole by the back button shows a session of the past. */
  readonly #onPageShow = (event: PageTransitionEvent): void => {
    if (event.persisted) this.refresh()
  }
}
