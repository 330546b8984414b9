/** A map that forgets its oldest entry when a new one would be too many. Every operation is O(1). */
export class BoundedMap<K, V> {
  readonly #entries = new Map<K, V>()
  readonly #limit: number
  /**
   * Walks along the oldest entries. It is kept, because one that starts anew would have to step over
   * the places of all that were deleted since the map last grew.
   */
  #oldest: Iterator<K> | undefined

  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: K): V | undefined {
    return this.#entries.get(key)
  }

  has(key: K): boolean {
    return this.#entries.has(key)
  }

  /** The entry that had to go for this one, if any did. */
  set(key: K, value: V): V | undefined {
    // To the end of the line, if it stands there already.
    if (this.#entries.has(key)) this.#entries.delete(key)
    this.#entries.set(key, value)
    if (this.#entries.size <= this.#limit) return undefined
    this.#oldest ??= this.#entries.keys()
    const oldest = this.#oldest.next().value as K
    const forgotten = this.#entries.get(oldest)
    this.#entries.delete(oldest)
    return forgotten
  }

  delete(key: K): boolean {
    return this.#entries.delete(key)
  }
}
