import { codeIn } from './callback-error.ts'

/** Between two reads for the end of a session: the clocks of browser and site may differ. */
const leastWaitMs = 60_000
/** As long as a timer can be. */
const mostWaitMs = 2 ** 31 - 1

interface Listener {
  /** The session is to be read again: at its end, when another page of the site says that something changed, and when the back button brings this one back whole, with a session of the past. */
  read(): void
  /** A login in a window of its own failed, some page's of this site. */
  failed(code: string): void
}

/** Waits for what happens to the session elsewhere. */
export class SessionWatch {
  #listener: Listener
  #timer: ReturnType<typeof setTimeout> | undefined
  #channel: BroadcastChannel | undefined

  constructor(listener: Listener) {
    this.#listener = listener
  }

  start(): void {
    addEventListener('pageshow', this.#onPageShow)
    this.#channel = new BroadcastChannel('sso-login')
    this.#channel.onmessage = ({ data }) => {
      if (data === 'changed') this.#listener.read()
      else if (data?.error) this.#listener.failed(codeIn(data.error))
    }
  }

  stop(): void {
    removeEventListener('pageshow', this.#onPageShow)
    this.#channel?.close()
    this.setEnd(undefined)
  }

  /** @param expiresAt In epoch seconds; undefined where no end is known. */
  setEnd(expiresAt: number | undefined): void {
    clearTimeout(this.#timer)
    if (!expiresAt) return
    const waitMs = Math.max(leastWaitMs, expiresAt * 1000 - Date.now())
    this.#timer = setTimeout(() => this.#listener.read(), Math.min(waitMs, mostWaitMs))
  }

  /** Tells the site's other pages. */
  tell(): void {
    this.#channel?.postMessage('changed')
  }

  readonly #onPageShow = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) this.#listener.read()
  }
}
