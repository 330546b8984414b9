/** Bytes as the provider's language decodes them, by the charset that a content type names (seen). */
import { headerParameter } from '../../form-body.ts'

export interface Charset {
  /** @throws TypeError where the bytes are not valid in it */
  readonly decode: (bytes: Uint8Array) => string
  /** Puts U+FFFD where they are not. */
  readonly decodeLeniently: (bytes: Uint8Array) => string
}

const fromLatin1 = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')

// TextDecoder would take these names for windows-1252.
const latin1Names = ['latin-1', 'latin1', 'iso-8859-1', 'iso8859-1']
export const latin1: Charset = { decode: fromLatin1, decodeLeniently: fromLatin1 }

function charsetCalled(label: string): Charset {
  // The mark at the beginning is part of a text in UTF-8, and only a mark in UTF-16.
  const ignoreBOM = !/^utf[-_]?16$/i.test(label)
  const strict = new TextDecoder(label, { fatal: true, ignoreBOM })
  const lenient = new TextDecoder(label, { ignoreBOM })
  return {
    decode: (bytes) => strict.decode(bytes),
    decodeLeniently: (bytes) => lenient.decode(bytes),
  }
}

export const utf8 = charsetCalled('utf-8')

/** UTF-8 where none is named, or one that nobody knows. */
export function charsetOf(contentType: string): Charset {
  const label = headerParameter(contentType, 'charset')?.toLowerCase()
  if (label === undefined || label === 'utf-8') return utf8
  if (latin1Names.includes(label)) return latin1
  try {
    return charsetCalled(label)
  } catch {
    return utf8
  }
}
