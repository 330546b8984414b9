// Where pages are rendered on a server there is none: the element can be imported there, and does nothing.
const HTMLElementOrNone = globalThis.HTMLElement ?? (class {} as typeof HTMLElement)

/** An element that draws itself anew when asked to: in the next microtask, once however often it is asked. */
export abstract class UpdatingElement extends HTMLElementOrNone {
  #pending: Promise<void> | undefined

  /** Settled when what was changed is drawn. */
  get updateComplete(): Promise<void> {
    return this.#pending ?? Promise.resolve()
  }

  /** What is asked for while the element is not in a page, `connectedCallback` asks for again. */
  requestUpdate(): void {
    this.#pending ??= Promise.resolve().then(() => {
      // Before it is drawn: a listener may ask for more while it is.
      this.#pending = undefined
      if (this.isConnected) this.update()
    })
  }

  protected abstract update(): void

  /** Properties that a page set before the element was defined stand before its accessors, which never hear of them. */
  protected takeEarly(...names: (keyof this)[]): void {
    for (const name of names.filter((early) => Object.hasOwn(this, early))) {
      const value = this[name]
      delete this[name]
      this[name] = value
    }
  }
}
