/** What a setting may be: each wrong one is refused by its name. */
import { LoginError, type LoginStep } from './errors.ts'
import { isObject, isText } from './failure.ts'

/** Schemes that the browser itself reads or runs: no application can be waiting there. */
const LOCAL_SCHEME = /^(javascript|data|blob|file|about|vbscript):$/

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/

/** The longest that a timer can wait. */
const MAX_INTEGER = 0x7fffffff

export const isList = (value: unknown, test: (item: never) => unknown) =>
  Array.isArray(value) && value.every(test as never)

export const isTexts = (value: unknown): value is readonly string[] => isList(value, isText)

export const isTable = (value: unknown, test: (item: never) => unknown) =>
  isObject(value) && isList(Object.values(value), test)

/** @throws LoginError `invalid_config`, always. */
export function invalid(
  key: string,
  problem: string,
  hint: string,
  step: LoginStep = 'config',
): never {
  const message = `${key} ${problem}`
  throw new LoginError({ code: 'invalid_config', step, message, key, hint })
}

/** @param rest Options, those that are known taken out. */
export function refuseUnknown(rest: object, step?: LoginStep): void {
  for (const key in rest) {
    invalid(key, 'is no option here', 'Check the spelling; a secret belongs on a server.', step)
  }
}

export function readFunction(key: string, value: unknown): void {
  if (typeof value !== 'function') invalid(key, 'must be a function', 'Or leave it out.')
}

export function readText(key: string, value: unknown, hint: string): string {
  if (!isText(value)) invalid(key, 'must be a non-blank string', hint)
  return value
}

export function readPositive(key: string, value: unknown): number {
  if (typeof value !== 'number' || !(value > 0 && value <= MAX_INTEGER)) {
    invalid(key, 'must be a positive number', 'Or leave it out.')
  }
  return value
}

export function readUrl(key: string, value: unknown, hint: string): URL {
  const text = readText(key, value, hint)
  const url = URL.parse(text)
  // The parser drops blanks at the ends; a provider that compares exactly does not.
  if (/\s/.test(text) || !url) invalid(key, 'must be an absolute URL', hint)
  // `localhost:4000` parses, as a URL of the scheme `localhost`.
  if (/^[^/:]+:\d/.test(text)) invalid(key, 'lacks a scheme', hint)
  if (url.username || url.password) invalid(key, 'must have no credentials', hint)
  return url
}

/** Plain http only where nobody can listen on the way. */
export const isInsecure = ({ protocol, hostname }: URL) =>
  protocol === 'http:' ? !LOOPBACK.test(hostname) : protocol !== 'https:'

export function readRedirectUri(value: unknown, key = 'redirectUri'): string {
  const hint = 'Exactly as registered, e.g. https://site.example/auth/callback.'
  const url = readUrl(key, value, hint)
  if ((value as string).includes('#')) {
    invalid(key, 'must have no fragment (RFC 6749 3.1.2)', hint)
  }
  // Any other scheme belongs to a native application (RFC 8252 7.1).
  if (url.protocol === 'http:' ? isInsecure(url) : LOCAL_SCHEME.test(url.protocol)) {
    invalid(key, 'must be https, except on loopback', hint)
  }
  return value as string
}

export function readBaseUrl(value: unknown, key = 'baseUrl'): string {
  const hint = 'Where the provider is, e.g. http://localhost:4000.'
  const url = readUrl(key, value, hint)
  if (isInsecure(url)) invalid(key, 'must be https, except on loopback', hint)
  if (url.search || url.hash) invalid(key, 'must have no query or fragment', hint)
  return url.href.replace(/\/$/, '')
}
