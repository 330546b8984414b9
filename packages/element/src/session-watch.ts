import { codeIn } from './callback-error.ts'

/** Between two reads for the end of a session: the clocks of browser and site may differ. */
const leastWaitMs = 60_000
/** As long as a timer can be. */
const mostWaitMs = 2 ** 31 - 1
const channelName = 'sso-login'

interface Listener {
  /** The session is to be read again: at its end, when the page is looked at after it, when another page of the site says that something changed, and when the back button brings this one back whole, with a session of the past. */
  read(): void
  /** A login in a window of its own failed, some page's of this site. */
  failed(code: string): void
}

/** Waits for what happens to the session elsewhere. */
export class SessionWatch {
  #listener: Listener
  #timer: ReturnType<typeof setTimeout> | undefined
  /** While it watches. */
  #channel: BroadcastChannel | undefined
  #endMs = Number.POSITIVE_INFINITY

  constructor(listener: Listener) {
    this.#listener = listener
  }

  start(): void {
    addEventListener('pageshow', this.#onPageShow)
    document.addEventListener('visibilitychange', this.#onVisible)
    this.#channel = new BroadcastChannel(channelName)
    this.#channel.onmessage = ({ data }) => {
      if (data === 'changed') this.#listener.read()
      else if (data?.error) this.#listener.failed(codeIn(data.error))
    }
  }

  stop(): void {
    removeEventListener('pageshow', this.#onPageShow)
    document.removeEventListener('visibilitychange', this.#onVisible)
    this.#channel?.close()
    this.#channel = undefined
    this.setEnd(undefined)
  }

  /** @param expiresAt In epoch seconds; undefined where no end is known. */
  setEnd(expiresAt: number | undefined): void {
    clearTimeout(this.#timer)
    this.#endMs = expiresAt ? expiresAt * 1000 : Number.POSITIVE_INFINITY
    if (!expiresAt || !this.#channel) return
    const waitMs = Math.max(leastWaitMs, this.#endMs - Date.now())
    this.#timer = setTimeout(() => this.#listener.read(), Math.min(waitMs, mostWaitMs))
  }

  /** Tells the site's other pages, also where the element has left its own meanwhile. */
  tell(): void {
    const channel = this.#channel ?? new BroadcastChannel(channelName)
    channel.postMessage('changed')
    if (channel !== this.#channel) channel.close()
  }

  /** The timers of a machine that sleeps stand still, its clock does not. */
  readonly #onVisible = (): void => {
    if (!document.hidden && Date.now() > this.#endMs) this.#listener.read()
  }

  readonly #onPageShow = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) this.#listener.read()
  }
}
