import type { PageStrings, Strings } from './strings.ts'

export { loginFailure } from './login-failure.ts'
export type { LoginFailure, PageStrings, Strings } from './strings.ts'

/** What a language's file exports. */
export interface Language {
  element: Strings
  pages: PageStrings
}

/** Every language by its tag (BCP 47), fetched by who needs it. `zh` is in simplified characters. */
export const languages = {
  ar: () => import('./ar.ts'),
  bn: () => import('./bn.ts'),
  de: () => import('./de.ts'),
  en: () => import('./en.ts'),
  es: () => import('./es.ts'),
  fa: () => import('./fa.ts'),
  fi: () => import('./fi.ts'),
  fr: () => import('./fr.ts'),
  hi: () => import('./hi.ts'),
  mr: () => import('./mr.ts'),
  sv: () => import('./sv.ts'),
  ta: () => import('./ta.ts'),
  zh: () => import('./zh.ts'),
} satisfies Record<string, () => Promise<Language>>

export type LanguageTag = keyof typeof languages

/** Those that are written from right to left. */
const rightToLeft: readonly LanguageTag[] = ['ar', 'fa']

export const directionOf = (tag: LanguageTag): 'ltr' | 'rtl' =>
  rightToLeft.includes(tag) ? 'rtl' : 'ltr'

/**
 * The language to answer a browser in, by its `Accept-Language` (RFC 9110 12.5.4): the first of its
 * ranges, by weight, that is ours when shortened from the end (RFC 4647 3.4); else English.
 */
export function languageFor(acceptLanguage: string | null | undefined): LanguageTag {
  const ranges = (acceptLanguage ?? '').split(',').map((range) => {
    const [tag = '', weight] = range
      .trim()
      .toLowerCase()
      .split(/\s*;\s*q=/)
    return { tag, weight: Number(weight ?? 1) || 0 }
  })
  for (const { tag } of ranges
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)) {
    const [language = ''] = tag.split('-')
    if (Object.hasOwn(languages, language)) return language as LanguageTag
  }
  return 'en'
}
