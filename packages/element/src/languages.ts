import type { Strings } from '@sso-login/providers/languages'
import { element as english } from '@sso-login/providers/languages/en'

/** Fetched when a page is in that language. */
const chunks: Record<string, () => Promise<Strings>> = {
  ar: async () => (await import('@sso-login/providers/languages/ar')).element,
  bn: async () => (await import('@sso-login/providers/languages/bn')).element,
  de: async () => (await import('@sso-login/providers/languages/de')).element,
  es: async () => (await import('@sso-login/providers/languages/es')).element,
  fa: async () => (await import('@sso-login/providers/languages/fa')).element,
  fi: async () => (await import('@sso-login/providers/languages/fi')).element,
  fr: async () => (await import('@sso-login/providers/languages/fr')).element,
  hi: async () => (await import('@sso-login/providers/languages/hi')).element,
  mr: async () => (await import('@sso-login/providers/languages/mr')).element,
  sv: async () => (await import('@sso-login/providers/languages/sv')).element,
  ta: async () => (await import('@sso-login/providers/languages/ta')).element,
  zh: async () => (await import('@sso-login/providers/languages/zh')).element,
}

/** What has been fetched. */
const fetched: Record<string, Strings> = {}

/** The words by language tag, in small letters: English, and what the site says itself. */
export const languages: Record<string, Strings> = { en: english }

/** As the page says it: the closest `lang` around the element, also outside of its shadow tree. */
const languageOf = (node: Element): string =>
  node.closest<HTMLElement>('[lang]')?.lang ??
  (node.getRootNode() instanceof ShadowRoot
    ? languageOf((node.getRootNode() as ShadowRoot).host)
    : '')

/** Calls `changed` when any element of the page, but none in a shadow tree, says another language. */
export function watchLanguage(changed: () => void): MutationObserver {
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributeFilter: ['lang'], subtree: true })
  return observer
}

/**
 * The tag and the words for where `host` stands, or for the nearest wider language (RFC 4647 3.4).
 * English where there are none, and until they have come: then `changed` is called.
 */
export function wordsFor(host: Element, changed: () => void): [tag: string, words: Strings] {
  const parts = languageOf(host).toLowerCase().split('-')
  for (; parts.length; parts.pop()) {
    const tag = parts.join('-')
    const ours = own(fetched, tag)
    const theirs = own(languages, tag)
    const chunk = own(chunks, tag)
    if (chunk && !ours) load(tag, chunk).then(changed)
    if (ours || theirs) return [tag, { ...english, ...ours, ...theirs }]
    if (chunk) break
  }
  return ['en', english]
}

// A page may say anything: `constructor` is no language.
const own = <T>(table: Record<string, T>, tag: string): T | undefined =>
  Object.hasOwn(table, tag) ? table[tag] : undefined

async function load(tag: string, chunk: () => Promise<Strings>): Promise<void> {
  try {
    // The one file's chunks are lists without names.
    const values = Object.values(await chunk())
    const named = Object.keys(english).map((name, i) => [name, values[i]])
    fetched[tag] = Object.fromEntries(named) as Strings
  } catch {
    // Not asked for again and again.
    delete chunks[tag]
  }
}
