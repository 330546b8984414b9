/** A provider's certificate as the key that its id_tokens are checked by; Node only, since web APIs cannot read one. */
import { type KeyObject, X509Certificate } from 'node:crypto'
import type { JsonWebKey } from '@sso-login/providers'
import { readFewOptions } from './few-options.ts'
import { invalid } from './invalid.ts'

/** The curves of RFC 7518 6.2.1.1, as Node calls them. */
const CURVES = ['prime256v1', 'secp384r1', 'secp521r1']

/** RFC 7518 3.3. */
const MIN_RSA_BITS = 2048

/**
 * The public key of an X.509 certificate (RFC 7468 5), e.g. for `miniorangeAt({ idTokenKeys: [jwkOfCertificate(pem)] })`.
 * Call it at every start: it refuses a certificate that has expired meanwhile.
 * @param pem The file's text; of several certificates the first.
 * @param options.now The time, in epoch milliseconds; default `Date.now`.
 * @throws LoginError `invalid_config` with the key `certificate`: unreadable, expired, not valid yet, or of a key that signs no id_tokens;
 *   `options`, or the option's name.
 */
export function jwkOfCertificate(pem: string, options: { now?: () => number } = {}): JsonWebKey {
  const { now = Date.now } = readFewOptions(options, ['now'])
  const certificate = read(pem)
  const { validFrom, validTo, publicKey } = certificate
  if (now() < Date.parse(validFrom)) {
    throw unfit(`is not valid before ${dayOf(validFrom)}`, 'Take the one in use now.')
  }
  if (now() > Date.parse(validTo)) {
    throw unfit(`expired on ${dayOf(validTo)}`, 'Download the new one from the provider.')
  }
  if (!isSuitable(publicKey)) {
    const hint = `RSA of ${MIN_RSA_BITS} bits or more, P-256, P-384, P-521 or Ed25519.`
    throw unfit(`has a key that no id_token is signed with (${kindOf(publicKey)})`, hint)
  }
  return { ...publicKey.export({ format: 'jwk' }), use: 'sig' }
}

function read(pem: unknown): X509Certificate {
  const hint = 'The text of a file that begins with -----BEGIN CERTIFICATE-----.'
  if (typeof pem !== 'string' || !pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw unfit('must be a certificate in PEM', hint)
  }
  try {
    return new X509Certificate(pem)
  } catch {
    throw unfit('cannot be read', hint)
  }
}

function isSuitable({ asymmetricKeyType, asymmetricKeyDetails: details }: KeyObject): boolean {
  if (asymmetricKeyType === 'rsa') return (details?.modulusLength ?? 0) >= MIN_RSA_BITS
  return asymmetricKeyType === 'ec'
    ? CURVES.includes(details?.namedCurve ?? '')
    : asymmetricKeyType === 'ed25519'
}

const kindOf = ({ asymmetricKeyType, asymmetricKeyDetails: details }: KeyObject): string =>
  [asymmetricKeyType, details?.modulusLength, details?.namedCurve].filter(Boolean).join(' ')

/** As people write it: `2021-01-01`. */
const dayOf = (time: string): string => new Date(time).toISOString().slice(0, 10)

const unfit = (problem: string, hint: string) =>
  invalid('certificate', `certificate ${problem}`, hint)
