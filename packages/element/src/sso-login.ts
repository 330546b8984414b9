import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { avatar } from './avatar.ts'
import { loginFailure, takeCallbackError } from './callback-error.ts'
import { emit } from './events.ts'
import { Menu } from './menu.ts'
import { currentPath, setReturnTo } from './return-to.ts'
import {
  postLogout,
  readSession,
  type Session,
  type SessionFailure,
  type SessionUser,
} from './session.ts'
import { english as strings } from './strings.ts'
import { styles } from './styles.ts'

/** What the visitor reads below the button, and what "Try again" does, where that can help. */
interface Problem {
  message: string
  retry?: () => void
}

/**
 * A login button that becomes the signed-in person's menu.
 *
 * `<sso-login session="/auth/session"><a href="/auth/login">Login with SSO</a></sso-login>`
 *
 * @element sso-login
 *
 * @attr session - Address of the session endpoint, on the page's own origin.
 *
 * @slot - The login link: an `<a>`, which is the signed-out button itself. Without one the element makes it.
 * @slot menu - The site's own menu items: `<a>` or `<button>` elements.
 *
 * @fires sso-login - Cancelable; the page is about to be left to log in; `detail.href`.
 * @fires sso-signed-in - A person became known, on the first read too, or another one; `detail.user`.
 * @fires sso-signed-out - The person who was known is signed out.
 * @fires sso-error - The session cannot be read or ended, or a login failed; `detail.code`, `detail.message`.
 *
 * @csspart button - The login button that the element makes; the page's own link is styled as the page's.
 * @csspart account - The signed-in person's menu button.
 * @csspart avatar - Picture or initials.
 * @csspart name - The person's name, on the button.
 * @csspart menu - The menu's panel.
 * @csspart summary - Who is signed in, at the head of the menu.
 * @csspart item - "Log in as another user" and "Log out".
 * @csspart error - The box that says what went wrong.
 * @csspart retry - "Try again" in that box.
 *
 * @cssprop --sso-login-accent - The login button, the focus ring, the tint of initials and items; default #4457d6.
 * @cssprop --sso-login-on-accent - Text on the accent; default white.
 * @cssprop --sso-login-surface - Background of the signed-in button, the menu and the error box; default the page's, tinted.
 * @cssprop --sso-login-text - Text on a surface; default the page's `CanvasText`.
 * @cssprop --sso-login-line - Borders.
 * @cssprop --sso-login-danger - Border of the error box; default #df3b30.
 * @cssprop --sso-login-radius - Corners of the buttons; default round ends.
 * @cssprop --sso-login-menu-radius - Corners of the menu and of the error box; default 14px.
 * @cssprop --sso-login-height - Least height of buttons and items; default 44px.
 * @cssprop --sso-login-padding - Space at the ends of the login button; default 20px.
 * @cssprop --sso-login-font - Font family; default the page's.
 * @cssprop --sso-login-shadow - Shadow of the menu.
 */
export class SsoLogin extends LitElement {
  static override styles = styles
  static override properties = { session: {} }

  /** Address of the session endpoint. */
  declare session: string

  #menu = new Menu(this)
  #known: Session | undefined
  #problem: Problem | undefined
  /** Said to screen readers and not shown. */
  #said = ''
  #busy = false
  /** Of the newest read: an older one that ends later changes nothing. */
  #read = 0
  #callbackError: string | undefined
  #returnTo: string | undefined
  #hinted = false

  constructor() {
    super()
    this.session = ''
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
    this.#callbackError ??= takeCallbackError()
    if (this.#callbackError) this.#problem = { message: this.#callbackMessage }
    if (this.hasUpdated) this.refresh()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    removeEventListener('pageshow', this.#onPageShow)
    this.#read++
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('session')) this.refresh()
  }

  protected override update(changed: PropertyValues): void {
    const focused = this.matches(':focus-within')
    super.update(changed)
    // What had the focus may be gone: the link after a sign-in, the menu after a sign-out, "Try again".
    const target = this.shadowRoot?.activeElement ?? this.querySelector(':focus')
    if (focused && !target?.checkVisibility()) this.#control?.focus()
    this.#setReturnTo()
  }

  protected override render(): TemplateResult {
    const problem = this.#problem
    return html`${this.user ? this.#renderAccount(this.user) : this.#renderLogin()}
      <div part=${problem ? 'error' : 'unseen'}>
        <span role="status">${problem?.message ?? this.#said}</span>
        ${
          problem?.retry
            ? html`<button part="retry" @click=${problem.retry}>${strings.retry}</button>`
            : nothing
        }
      </div>`
  }

  #renderLogin(): TemplateResult {
    const href = this.#known?.links.login
    const busy = this.#busy ? 'busy' : ''
    return html`<div
      class="login"
      @click=${this.#onLogin}
      @pointerdown=${this.#setReturnTo}
      @contextmenu=${this.#setReturnTo}
    >
      <slot class=${busy} @slotchange=${() => this.requestUpdate()}></slot
      >${
        this.#link || !(href || busy)
          ? nothing
          : html`<a class=${busy} part="button" href=${href ?? nothing}>${strings.login}</a>`
      }
    </div>`
  }

  #renderAccount(user: SessionUser): TemplateResult {
    const menu = this.#menu
    const other = this.#known?.links.switch
    return html`<button
        class=${this.#busy ? 'busy' : ''}
        part="account"
        popovertarget="panel"
        aria-haspopup="menu"
        aria-controls="menu"
        aria-expanded=${menu.open}
        @click=${menu.onButtonClick}
        @keydown=${menu.onButtonKeydown}
      >
        ${avatar(user)}<bdi part="name">${user.name ?? strings.account}</bdi>
      </button>
      <div
        id="panel"
        part="menu"
        popover
        @beforetoggle=${menu.onBeforeToggle}
        @keydown=${menu.onKeydown}
        @click=${menu.onClick}
      >
        <div part="summary">
          ${strings.signedIn}<br /><bdi>${user.name ?? user.id}</bdi>
        </div>
        <div id="menu" role="menu" aria-label=${strings.account}>
          <slot name="menu"></slot>
          ${
            other
              ? html`<a role="menuitem" part="item" tabindex="-1" href=${other} @click=${this.#onLogin}
                  >${strings.switchUser}</a
                >`
              : nothing
          }
          <button role="menuitem" part="item" tabindex="-1" @click=${() => this.#logOut()}>
            ${strings.logOut}
          </button>
        </div>
      </div>`
  }

  async #refresh(): Promise<boolean> {
    const read = this.#begin()
    const answer = await readSession(this.session)
    if (read !== this.#read) return true
    this.#busy = false
    const failed = 'code' in answer
    if (failed) this.#fail(answer, strings.unknown, () => this.refresh())
    else {
      if (this.#problem?.retry) this.#problem = undefined
      this.#setKnown(answer)
    }
    // Not before the first answer: by then the page's own scripts listen.
    if (this.#callbackError)
      emit(this, 'sso-error', { code: this.#callbackError, message: this.#callbackMessage })
    this.#callbackError = undefined
    this.requestUpdate()
    return !failed
  }

  async #logOut(): Promise<void> {
    const known = this.#known as Session
    this.#begin()
    const answer = await postLogout(known.links.logout)
    if ('code' in answer) {
      this.#busy = false
      this.#fail(answer, strings.logoutFailed, () => this.#logOut())
    } else if (!(await this.#refresh())) this.#setKnown({ ...known, user: null })
    this.requestUpdate()
  }

  #begin(): number {
    this.#busy = true
    if (this.#problem?.retry) this.#problem = { ...this.#problem, message: strings.wait }
    // What went wrong with a login is news until something else is tried.
    else if (!this.#callbackError) this.#problem = undefined
    this.requestUpdate()
    return ++this.#read
  }

  #setKnown(session: Session): void {
    const before = this.#known
    const { user } = session
    this.#known = session
    if (user?.id === before?.user?.id) return
    // Who was signed in before the page was loaded is no news.
    if (before) this.#said = user ? `${strings.signedIn} ${user.name ?? ''}` : strings.signedOut
    if (user) emit(this, 'sso-signed-in', { user })
    else emit(this, 'sso-signed-out', null)
  }

  #fail({ code, hint }: SessionFailure, message: string, retry: () => void): void {
    this.#problem = { message, retry }
    if (!this.#hinted) console.warn(`<sso-login>: ${hint}`)
    this.#hinted = true
    emit(this, 'sso-error', { code, message })
  }

  get #callbackMessage(): string {
    return strings[loginFailure(this.#callbackError ?? '')]
  }

  /** The page's own login link. */
  get #link(): HTMLAnchorElement | null {
    return this.querySelector(':scope > a:not([slot])')
  }

  /** What a visitor presses in the present state. */
  get #control(): HTMLElement | null | undefined {
    return this.shadowRoot?.querySelector<HTMLElement>('[part=account],[part=button]') ?? this.#link
  }

  readonly #setReturnTo = (): void => {
    const path = currentPath()
    const made = this.shadowRoot?.querySelectorAll<HTMLAnchorElement>('a') ?? []
    for (const link of [this.#link, ...made]) if (link) setReturnTo(link, path, this.#returnTo)
    this.#returnTo = path
  }

  readonly #onLogin = (event: MouseEvent): void => {
    this.#setReturnTo()
    const link = (event.target as Element).closest('a')
    const { ctrlKey, metaKey, shiftKey, altKey } = event
    // A click for a new tab or a download leaves nothing.
    if (!link?.href || event.defaultPrevented || ctrlKey || metaKey || shiftKey || altKey) return
    if (!emit(this, 'sso-login', { href: link.href })) event.preventDefault()
  }

  /** A page brought back whole by the back button shows a session of the past. */
  readonly #onPageShow = (event: PageTransitionEvent): void => {
    if (event.persisted) this.refresh()
  }
}
