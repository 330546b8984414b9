import type { NewRecord, RecordStore, Store } from '../store.ts'

/** What the cases run on. The store may hold other records, and several cases may run on it at once. */
export interface StoreUnderTest {
  store: Store
  /** The store's clock, in epoch milliseconds; default `Date.now`. */
  now?: () => number
  /** Moves the store's clock, for one that follows a clock of the test. Default: the case waits, less than ten seconds in all. */
  advance?: (seconds: number) => void | Promise<void>
  /** How another process opens the same records: a path, a URL. Only with `openStoreModule`. */
  address?: string
  /** Called when the case is over. */
  close?: () => void | Promise<void>
}

/** What a case works with. */
export interface CaseTools {
  readonly store: Store
  /** A name that no other case has, the same for the same word. */
  name(word: string): string
  /** Epoch seconds so many seconds from now, by the store's clock. */
  later(seconds?: number): number
  /** Lets time go by on the store's clock. */
  pass(seconds: number): Promise<void>
  /** A record to create, of the user `user`. */
  record(word: string, more?: Partial<NewRecord>): NewRecord
}

/** How many seconds something has that is to end within a case, where nothing else is to be done with it before. */
export const shortLife = 0.5

/** And where one thing is: time enough for it on a slow machine. What takes more comes before its end is near. */
export const longerLife = 8

export type StoreCases = Readonly<Record<string, (tools: CaseTools) => Promise<void>>>
export type RecordCases = Readonly<
  Record<string, (records: RecordStore, tools: CaseTools) => Promise<void>>
>

const wait = (seconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000))

export function toolsFor({ store, now = Date.now, advance = wait }: StoreUnderTest): CaseTools {
  const suffix = crypto.randomUUID().slice(0, 8)
  const name = (word: string) => `${word} ${suffix}`
  return {
    store,
    name,
    later: (seconds = 600) => now() / 1000 + seconds,
    pass: async (seconds) => advance(seconds),
    record: (word, more = {}) => ({
      id: name(word),
      userId: name('user'),
      data: `data of ${word}`,
      expiresAt: null,
      ...more,
    }),
  }
}
