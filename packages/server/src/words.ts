import {
  directionOf,
  type LanguageTag,
  languageFor,
  type PageStrings,
  type Strings,
} from '@sso-login/providers/languages'
import { all } from '@sso-login/providers/languages/all'
import { headerOf, type RequestLike } from './cookies.ts'

export type Words = Strings & PageStrings

/** What a page says: a sentence of ours, in whichever language; or a text of the site's own. */
export type Text = string | ((words: Words) => string)

/** A sentence about somebody or something. */
export const withName =
  (key: keyof Words, name: string): Text =>
  (words) =>
    words[key].replace('{}', () => name)

export interface Language {
  readonly tag: LanguageTag
  readonly direction: 'ltr' | 'rtl'
  say(text: Text): string
}

export function language(tag: LanguageTag): Language {
  const words = { ...all[tag].element, ...all[tag].pages }
  return {
    tag,
    direction: directionOf(tag),
    say: (text) => (typeof text === 'string' ? text : text(words)),
  }
}

/** That of the visitor's browser. */
export const languageOf = (request: RequestLike): Language =>
  language(languageFor(headerOf(request, 'accept-language')))
