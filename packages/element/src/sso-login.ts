import type { Strings } from '@sso-login/providers/languages'
import { element as english } from '@sso-login/providers/languages/en'
import { loginFailure } from '@sso-login/providers/languages/login-failure'
import { isBack, leaveToLogIn } from './back-from-login.ts'
import { takeCallbackError } from './callback-error.ts'
import { emit } from './events.ts'
import { languages, watchLanguage, wordsFor } from './languages.ts'
import {
  bringBack,
  holdsOtherThanLink,
  loginLinks,
  madeLinks,
  ownLink,
  pressedLink,
} from './login-links.ts'
import { createMenu } from './menu.ts'
import { createPopup } from './popup.ts'
import { render } from './render.ts'
import {
  endSession,
  readSession,
  type Session,
  type SessionFailure,
  type SessionUser,
} from './session.ts'
import { SessionWatch } from './session-watch.ts'
import { adoptStyles } from './styles.ts'
import { UpdatingElement } from './updating-element.ts'
import { type Note, view } from './view.ts'

/** Some frameworks write `false` out for an attribute that they do not know. */
const isOn = (flag: string | null): boolean => flag !== null && flag !== 'false'

/** Attributes of pages without a backend. */
const browserOnly = ['provider', 'client-id', 'redirect-uri', 'scope', 'base-url']

/**
 * A login button that becomes the signed-in person's menu.
 *
 * `<sso-login session="/auth/session"><a href="/auth/login">Login with SSO</a></sso-login>`
 *
 * @element sso-login
 *
 * @attr {string} session - Address of the session endpoint, on the page's own origin; or Bridgekeeper's `/api/auth/v1/users/me`.
 * @attr {boolean} popup - Log in in a window of its own; where the browser opens none, in this one. "Cancel" cannot close it while it shows the provider's page: a login that goes on there still counts.
 * @attr {string} label - Text of the link that the element makes; default "Login with SSO".
 * @attr {'button' | 'compact' | 'full'} view - Signed in: `button` (picture and name, the default), `compact` (picture alone) or `full` (a line below the name).
 * @attr {'filled' | 'outline' | 'plain'} variant - `filled` (default), `outline` or `plain`.
 * @attr {'small' | 'medium' | 'large'} size - `small`, `medium` (default) or `large`.
 * @attr {'pill' | 'rounded' | 'square'} shape - `pill` (default), `rounded` or `square`.
 * @attr {boolean} full-width - As wide as there is room.
 * @attr {'light' | 'dark'} theme - `light` or `dark`, where the page's `color-scheme` does not say it.
 * @attr {string} provider - Pages without a backend: the provider's id; it must allow pages to hold tokens.
 * @attr {string} client-id - With `provider`: as registered there.
 * @attr {string} redirect-uri - With `provider`: as registered there; a page with this element. Default: the page's address without its query.
 * @attr {string} scope - With `provider`: what to ask for, divided by spaces.
 * @attr {string} base-url - With `provider`: where it lives instead, e.g. a mock.
 *
 * @slot - The login link: an `<a>` right inside, which is the signed-out button itself. Without one the element makes it.
 * @slot icon - In the link that the element makes, in place of its glyph. A link of the page's holds its own, and `--sso-login-icon: none` takes the glyph out.
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
export class SsoLogin extends UpdatingElement {
  static readonly observedAttributes = ['session', 'label', 'popup', ...browserOnly]

  /** The words by language tag, in small letters. A site adds its own, or says ours in its own way. */
  static readonly languages: Record<string, Strings> = languages

  #session: string | null = ''
  /** Where `#known` is from: the session's address and the attributes of pages without a backend. */
  #source: string | undefined
  #unread = true
  #lang = 'en'
  #strings: Strings = english
  #language: MutationObserver | undefined
  #menu = createMenu(this)
  #watch = new SessionWatch({
    read: () => this.refresh(),
    failed: (code) => this.#popupFailed(code),
  })
  #known: Session | undefined
  #note: Note | undefined
  #said: keyof Strings | undefined
  #popup = createPopup((note, insteadOf) => {
    if (insteadOf && this.#note !== insteadOf) return
    this.#note = note
    this.requestUpdate()
  })
  #busy = false
  /** Of the newest read: an older one that ends later changes nothing. */
  #read = 0
  /** Why a login failed, as the page's address said. */
  #failed: string | undefined
  #hints = new Set<string>()

  constructor() {
    super()
    adoptStyles(this.attachShadow({ mode: 'open' }))
  }

  /** Address of the session endpoint; null where there is none to ask, and the link is all. */
  get session(): string | null {
    return this.#session
  }
  set session(address: string | null) {
    this.#session = address
    this.requestUpdate()
  }

  /** Text of the link that the element makes. */
  get label(): string {
    return this.getAttribute('label') ?? ''
  }
  set label(text: string) {
    this.setAttribute('label', text ?? '')
  }

  /** Log in in a window of its own. */
  get popup(): boolean {
    return isOn(this.getAttribute('popup'))
  }
  /** Frameworks set the empty string for an attribute without a value. */
  set popup(own: boolean | '') {
    this.toggleAttribute('popup', own === '' || !!own)
  }

  /** Who is signed in; null for nobody, and while that is not known. */
  get user(): SessionUser | null {
    return this.#known?.user ?? null
  }

  /** Reads the session again. Never rejects: what goes wrong is shown and dispatched as `sso-error`. */
  async refresh(): Promise<void> {
    await this.#refresh()
  }

  connectedCallback(): void {
    this.takeEarly('session', 'label', 'popup')
    this.#watch.start()
    this.#language = watchLanguage(() => this.requestUpdate())
    const code = takeCallbackError()
    if (code) {
      this.#failed = code
      this.#note = { part: 'error', text: loginFailure(code) }
    }
    this.#unread = true
    this.requestUpdate()
  }

  disconnectedCallback(): void {
    this.#watch.stop()
    this.#language?.disconnect()
    this.#menu.close()
    this.#read++
  }

  attributeChangedCallback(name: string, _: string | null, value: string | null): void {
    // Not by the property, which a script may have set before the element was defined: that one comes later.
    if (name === 'session') this.#session = value ?? ''
    this.requestUpdate()
  }

  protected override update(): void {
    if (this.#unread || this.#source !== this.#newSource()) this.refresh()
    ;[this.#lang, this.#strings] = wordsFor(this, () => this.requestUpdate())
    const focused = this.matches(':focus-within')
    const root = this.shadowRoot as ShadowRoot
    render(
      root,
      view(
        {
          lang: this.#lang,
          strings: this.#strings,
          session: this.#known,
          busy: this.#busy,
          note: this.#note,
          said: this.#said,
          hasLink: !!ownLink(this),
          label: this.label,
        },
        this.#actions,
      ),
    )
    // What had the focus may be gone: the link after a sign-in, the menu after a sign-out, "Try again".
    const target = root.activeElement ?? this.querySelector(':focus')
    if (focused && !target?.checkVisibility())
      (root.querySelector<HTMLElement>('[part=account],[part=button]') ?? ownLink(this))?.focus()
    // The page's own link is left as it came until it is pressed: frameworks compare it with what their server sent.
    bringBack(madeLinks(this))
  }

  async #refresh(): Promise<boolean> {
    this.#unread = false
    const source = this.#newSource()
    if (source !== this.#source) this.#forget()
    this.#source = source
    if (this.session === null) return true
    const read = this.#begin()
    const answer = await (this.hasAttribute('provider')
      ? import('./browser-only.ts').then(
          ({ readBrowserSession }) => readBrowserSession(this),
          () => ({ code: 'network_error' as const, hint: 'client.min.js is missing' }),
        )
      : readSession(`${this.session ?? ''}`, ownLink(this)?.href))
    if (read !== this.#read) return true
    this.#busy = false
    const failed = 'code' in answer
    if (failed) this.#fail(answer, 'unknown', () => this.refresh())
    else {
      if (this.#note?.action === 'retry') this.#note = undefined
      this.#setKnown(answer)
    }
    // Not before the first answer: by then the page's own scripts listen.
    const code = this.#failed
    if (code) emit(this, 'sso-error', { code, message: this.#strings[loginFailure(code)] })
    this.#failed = undefined
    if (holdsOtherThanLink(this))
      this.#hint(
        'its login link is to be a child of its own: <a href="/auth/login">Login with SSO</a>',
      )
    this.requestUpdate()
    return !failed
  }

  #newSource(): string {
    const values = browserOnly.map((name) => this.getAttribute(name))
    return JSON.stringify([this.session, ...values])
  }

  /** Nobody's name stays from another session, nor what went wrong with it. */
  #forget(): void {
    const { user } = this.#known ?? {}
    this.#known = this.#said = undefined
    if (this.#note?.action === 'retry') this.#note = undefined
    this.#busy = false
    this.#read++
    if (user) emit(this, 'sso-signed-out', null)
  }

  readonly #logOut = async (): Promise<void> => {
    const known = this.#known as Session
    this.#begin()
    const answer = await endSession(known)
    if ('code' in answer) {
      this.#busy = false
      this.#fail(answer, 'logoutFailed', this.#logOut)
    } else {
      if (!(await this.#refresh())) this.#setKnown({ ...known, user: null })
      this.#watch.tell()
      if (answer.away) location.assign(answer.away)
    }
    this.requestUpdate()
  }

  #begin(): number {
    this.#busy = true
    const { action } = this.#note ?? {}
    if (action === 'retry') this.#note = { ...(this.#note as Note), text: 'wait' }
    // What went wrong with a login is news until something else is tried; a window stays open.
    else if (!this.#failed && !action) this.#note = undefined
    this.requestUpdate()
    return ++this.#read
  }

  #setKnown(session: Session): void {
    const before = this.#known
    const { user, expiresAt } = session
    this.#known = session
    this.#watch.setEnd(user ? expiresAt : undefined)
    if (user && this.#popup.end()) this.#popup.hush()
    if (user?.id === before?.user?.id) return
    // Who was signed in before the page was loaded is no news here.
    if (before) this.#said = user ? 'signedInAs' : 'signedOut'
    else if (isBack()) this.#watch.tell()
    if (user) return void emit(this, 'sso-signed-in', { user })
    if (Date.now() > Number(before?.expiresAt) * 1000)
      this.#note = { part: 'note', text: 'expired' }
    emit(this, 'sso-signed-out', null)
  }

  /** @param run Tries again; without, the login link does. */
  #fail({ code, hint }: SessionFailure, text: keyof Strings, run?: () => void): void {
    this.#note = { part: 'error', text, ...(run && { action: 'retry', run }) }
    this.#hint(hint)
    emit(this, 'sso-error', { code, message: this.#strings[text] })
  }

  /** To the developer, once. */
  #hint(text: string): void {
    if (!this.#hints.has(text)) console.warn(`<sso-login>: ${text}`)
    this.#hints.add(text)
  }

  readonly #onClick = (event: MouseEvent): void => {
    this.#menu.click(event)
    bringBack(loginLinks(this))
    const link = pressedLink(this, event)
    if (!link) return
    const { href } = link
    const start = this.#known?.start
    if (!emit(this, 'sso-login', { href })) {
      event.preventDefault()
      return
    }
    leaveToLogIn()
    if (start) {
      event.preventDefault()
      this.#start(start(link.part.contains('item')))
    } else if (this.popup && this.#popup.open(href)) event.preventDefault()
  }

  async #start(starting: Promise<string | SessionFailure>): Promise<void> {
    const answer = await starting
    if (typeof answer === 'string') return location.assign(answer)
    this.#fail(answer, 'other')
    this.requestUpdate()
  }

  #popupFailed(code: string): void {
    if (!this.#popup.end()) return
    const text = loginFailure(code)
    this.#note = { part: 'error', text }
    emit(this, 'sso-error', { code, message: this.#strings[text] })
    this.requestUpdate()
  }

  readonly #actions = {
    menu: this.#menu,
    click: this.#onClick,
    reach: () => bringBack(loginLinks(this)),
    slotchange: () => this.requestUpdate(),
    logOut: this.#logOut,
  }
}
