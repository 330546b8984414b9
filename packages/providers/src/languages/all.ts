/** Every language at once, for servers. */
import * as ar from './ar.ts'
import * as bn from './bn.ts'
import * as de from './de.ts'
import * as en from './en.ts'
import * as es from './es.ts'
import * as fa from './fa.ts'
import * as fi from './fi.ts'
import * as fr from './fr.ts'
import * as hi from './hi.ts'
import type { Language, LanguageTag } from './index.ts'
import * as mr from './mr.ts'
import * as sv from './sv.ts'
import * as ta from './ta.ts'
import * as zh from './zh.ts'

export const all: Readonly<Record<LanguageTag, Language>> = {
  ar,
  bn,
  de,
  en,
  es,
  fa,
  fi,
  fr,
  hi,
  mr,
  sv,
  ta,
  zh,
}
