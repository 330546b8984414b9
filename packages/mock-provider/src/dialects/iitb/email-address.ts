/** Django's idea of an email address (seen). */

const dotAtom = /^[-!#$%&'*+/=?^_`{}|~0-9A-Z]+(?:\.[-!#$%&'*+/=?^_`{}|~0-9A-Z]+)*$/i
const quotedString =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the rule names them.
  /^"(?:[\x01-\x08\x0b\x0c\x0e-\x1f!#-[\]-\x7f]|\\[\x01-\x09\x0b\x0c\x0e-\x7f])*"$/
const domain = /^(?:[A-Z0-9](?:[A-Z0-9-]{0,61}[A-Z0-9])?\.)+[A-Z0-9-]{1,62}[A-Z0-9]$/i
const addressLiteral = /^\[[A-F0-9:.]+\]$/i

export function isEmailAddress(text: string): boolean {
  const at = text.lastIndexOf('@')
  if (at < 0) return false
  const [user, host] = [text.slice(0, at), text.slice(at + 1)]
  return (dotAtom.test(user) || quotedString.test(user)) && isDomain(host)
}

function isDomain(host: string): boolean {
  if (host === 'localhost' || domain.test(host)) return true
  if (addressLiteral.test(host)) return isIpAddress(host.slice(1, -1))
  const ascii = toAscii(host)
  return ascii !== undefined && domain.test(ascii)
}

/** An international name in its ASCII form (IDNA); undefined where it has none or needs none. */
function toAscii(host: string): string | undefined {
  if (!/^[^\s/?#@:[\]\\%]+$/.test(host) || !/[^a-z0-9.-]/i.test(host)) return undefined
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII only means that nothing is international.
  if (/^[\x00-\x7f]*$/.test(host)) return undefined
  const url = `http://${host}/`
  return URL.canParse(url) ? new URL(url).hostname : undefined
}

const isIpAddress = (text: string): boolean =>
  /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/.test(text) ||
  (text.includes(':') && URL.canParse(`http://[${text}]/`))
