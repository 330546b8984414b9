/** A map that forgets its oldest entry when a new one would be too many. */
export class BoundedMap<K, V> {
  readonly #entries = new Map<K, V>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  get(key: K): V | undefined {
    return this.#entries.get(key)
  }

  set(key: K, value: V): void {
    this.#entries.delete(key)
    this.#entries.set(key, value)
    if (this.#entries.size > this.#limit) {
      this.#entries.delete(this.#entries.keys().next().value as K)
    }
  }

  clear(): void {
    this.#entries.clear()
  }
}
