import {
  directionOf,
  type LanguageTag,
  languageFor,
  languages,
  type PageStrings,
  type Strings,
} from '@sso-login/providers/languages'
import { type Html, html } from './html.ts'

export interface Language {
  readonly tag: LanguageTag
  readonly direction: 'ltr' | 'rtl'
  readonly words: Strings & PageStrings
}

const loaded = new Map<LanguageTag, Promise<Language>>()

async function load(tag: LanguageTag): Promise<Language> {
  const { element, pages } = await languages[tag]()
  return { tag, direction: directionOf(tag), words: { ...element, ...pages } }
}

/** The language of the browser, by its `Accept-Language`. */
export function languageOf(acceptLanguage: string | undefined): Promise<Language> {
  const tag = languageFor(acceptLanguage)
  const language = loaded.get(tag) ?? load(tag)
  loaded.set(tag, language)
  return language
}

/** A sentence about somebody or something. */
export function withName(sentence: string, name: Html): Html {
  const [before, after] = sentence.split('{}')
  return html`${before}${name}${after}`
}
