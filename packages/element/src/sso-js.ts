import { watchLanguage, wordsFor } from './languages.ts'

/** What IIT Bombay's `SSO_JS` takes; names and defaults are its own. */
export interface SsoJsOptions {
  config: {
    /** As registered with the provider. */
    client_id: string
    /** Default `['basic']`. */
    scope?: readonly string[]
    /** Comes back to the redirect URI. Left out or empty: made, and kept in the cookie `sso_state`. */
    state?: string
    /** Default `code`. */
    response_type?: string
    /** As registered; left out: the provider takes the first one that is. */
    redirect_uri?: string
    /** Default: the element with the id `sso-root`. */
    sso_root?: Element | null
    /** `true`, `'yes'`, `'True'` or 1: log in in a new window. */
    new_window?: boolean | string | number
  }
  /** Three or six hexadecimal digits each, without `#`. */
  colors?: {
    /** The button; default 303F9F. */
    button_div_bg_color?: string
    /** Its text; default FFFFFF. */
    button_anchor_color?: string
    /** "Login as other user"; default 727272. */
    logout_anchor_color?: string
  }
}

// IITB document; `provider` in the script's own address moves it, e.g. to a mock.
const script = document.currentScript as HTMLScriptElement | null
const provider =
  URL.parse(script?.src ?? '')?.searchParams.get('provider') || 'https://gymkhana.iitb.ac.in'

/** One for all tabs and buttons, any of which may be pressed; without `Secure` on plain http, where it would be lost. */
function keepState(): string {
  const [, kept] = document.cookie.match(/(?:^|; )sso_state=([\w-]+)/) ?? []
  const state = kept ?? crypto.getRandomValues(new Uint32Array(4)).join('-')
  // biome-ignore lint/suspicious/noDocumentCookie: the other way does not exist on plain http
  document.cookie = `sso_state=${state};path=/;samesite=lax${location.protocol === 'https:' ? ';secure' : ''}`
  return state
}

/** Logs out at the provider first; then whoever logs in goes on to `href`. */
function switchUrl(href: string): string {
  const url = new URL('/profiles/account/logout/', provider)
  const { pathname, search } = new URL(href)
  url.searchParams.set('next', pathname + search)
  return url.href
}

/**
 * The drop-in for IIT Bombay's login widget: `new SSO_JS({ config, colors }).init()`. It draws a link
 * to the provider, and no more: the code comes back to the page's own backend, which exchanges it, so
 * there is no `code_challenge` here.
 */
export class SsoJs {
  #options: SsoJsOptions
  /** Of its own in the root, so that `init()` may come twice and several share a root. */
  #place: HTMLElement | undefined
  #language: MutationObserver | undefined

  /** @throws TypeError without `client_id`, and for a color or a root that is none. */
  constructor(options: SsoJsOptions) {
    const { config, colors } = Object(options) as SsoJsOptions
    if (!config?.client_id) throw new TypeError('SSO_JS: config.client_id is missing')
    for (const [name, color] of Object.entries(colors ?? {}))
      if (!/^([\da-f]{3}){1,2}$/i.test(`${color ?? '000'}`))
        throw new TypeError(`SSO_JS: colors.${name} is not 3 or 6 hex digits without #`)
    if (!(config.sso_root ?? document).nodeType)
      throw new TypeError('SSO_JS: config.sso_root is not an element')
    this.#options = { config, colors: colors ?? {} }
  }

  /** Draws the button; again: anew. @throws Error where the page is read to its end and has no root for it. */
  init(): void {
    const { config, colors = {} } = this.#options
    const root = config.sso_root ?? document.querySelector('#sso-root')
    if (!root) {
      if (document.readyState !== 'loading') throw new Error('SSO_JS: there is no #sso-root')
      document.addEventListener('DOMContentLoaded', () => this.init())
      return
    }
    const element = document.createElement('sso-login')
    // The provider says nowhere who is logged in, and the page's own backend holds its session.
    element.session = null
    // By the object model: a strict policy forbids style attributes. The colors are hexadecimal digits alone.
    element.style.cssText = `
      --sso-login-accent: #${colors.button_div_bg_color ?? '303F9F'};
      --sso-login-on-accent: #${colors.button_anchor_color ?? 'FFF'};
      --sso-login-icon: none;
      --sso-login-padding: 12px;
      --sso-login-radius: 4px;
      font: 20px sans-serif;
    `
    const link = this.#link(() => this.#authorizeUrl())
    element.append(link)
    const other = this.#link(() => switchUrl(this.#authorizeUrl()))
    other.style.cssText = `
      color: #${colors.logout_anchor_color ?? '727272'};
      display: block;
      font: 12px sans-serif;
      padding: 4px;
      text-align: center;
      text-decoration: none;
    `
    this.#place ??= document.createElement('div')
    // The page may have made a new root.
    if (this.#place.parentNode !== root) root.append(this.#place)
    this.#place.style.cssText = 'display: inline-block'
    this.#place.replaceChildren(element, other)
    const say = () => {
      const [tag, words] = wordsFor(element, say)
      // Saying it anew would be a change of language that every button on the page hears of, without end.
      if (link.lang === tag) return
      link.textContent = words.login
      // In English as the provider's own script says it.
      other.textContent = tag === 'en' ? 'LOGIN AS OTHER USER' : words.switchUser
      // Saying it again would be a change that is told here.
      if (link.lang !== tag) link.lang = other.lang = tag
    }
    say()
    this.#language?.disconnect()
    this.#language = watchLanguage(say)
  }

  /** @deprecated The first widgets' name for `init()`. */
  render(): void {
    this.init()
  }

  #authorizeUrl(): string {
    const {
      client_id,
      scope = ['basic'],
      response_type = 'code',
      redirect_uri,
      state,
    } = this.#options.config
    const url = new URL('/profiles/oauth/authorize/', provider)
    const query = {
      client_id,
      scope: [scope].flat().join(' '),
      response_type,
      redirect_uri,
      state: state || keepState(),
    }
    for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, value)
    return url.href
  }

  #link(href: () => string): HTMLAnchorElement {
    const link = document.createElement('a')
    link.href = href()
    // Anew when pressed in whatever way: by then the backend may have taken the state of an earlier login away.
    for (const type of ['pointerdown', 'click', 'contextmenu'])
      link.addEventListener(type, () => {
        link.href = href()
      })
    if (/^(true|yes|1)$/i.test(`${this.#options.config.new_window}`))
      Object.assign(link, { target: '_blank', rel: 'noopener' })
    return link
  }
}
