/** What browser, site and provider say to each other during a login, kept for the page to draw. */

export type Party = 'browser' | 'site' | 'provider'

export interface Message {
  id: number
  kind: 'request' | 'answer'
  from: Party
  to: Party
  /** `POST /profiles/oauth/token/` or `302 to the provider`. */
  label: string
  /** Parameters, secrets masked. */
  details: Readonly<Record<string, string>>
  /** Why this message is sent, in a sentence. */
  note?: string
  /** With this message a login begins. */
  begins?: true
  /** Why the receiver refused, in its own words. */
  rejection?: string
}

export type NewMessage = Omit<Message, 'id'>

const keptMessages = 300

export function createMessages() {
  const kept: Message[] = []
  const listeners = new Set<(message: Message) => void>()
  let nextId = 1

  return {
    add(message: NewMessage): void {
      const added = { ...message, id: nextId++ }
      kept.push(added)
      if (kept.length > keptMessages) kept.shift()
      for (const listener of listeners) listener(added)
    },
    clear(): void {
      kept.length = 0
    },
    /** Calls `listener` for every message so far and every one to come; returns how to stop. */
    follow(listener: (message: Message) => void): () => void {
      kept.forEach(listener)
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export type Messages = ReturnType<typeof createMessages>

const secretParameters = new Set([
  'code',
  'state',
  'nonce',
  'code_challenge',
  'code_verifier',
  'access_token',
  'refresh_token',
  'token',
  'client_secret',
])

/** A secret as it may be shown: enough to see that two are the same, too little to use. */
const mask = (value: string) => (value.length > 6 ? `${value.slice(0, 3)}… (${value.length})` : '…')

/** A parameter as it may be shown: a URL's own parameters are masked too, such as the nonce in a `callback_uri`. */
export function shownValue(name: string, value: string): string {
  if (secretParameters.has(name)) return mask(value)
  if (!URL.canParse(value) || !value.includes('?')) return value
  const inner = Object.entries(shownQuery(new URL(value))).map((pair) => pair.join('='))
  return `${value.slice(0, value.indexOf('?'))}?${inner.join('&')}`
}

/** The query of a URL, decoded, with secrets masked. */
export const shownQuery = (url: URL): Record<string, string> =>
  Object.fromEntries([...url.searchParams].map(([name, value]) => [name, shownValue(name, value)]))
