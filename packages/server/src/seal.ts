/**
 * Sealing: AES-256-GCM with keys derived from the site's secrets. The first secret seals, all of them
 * open, so that a secret is replaced by putting the new one before it.
 *
 * Format: `v1.` and the base64url of nonce (12 bytes), ciphertext and tag. Another version is another prefix.
 */
import { fromBase64Url, toBase64Url } from './base64url.ts'

export interface Sealer {
  /**
   * @param purpose What the text is for, e.g. a cookie's name: it opens for nothing else.
   * @param value Plain JSON.
   * @param expiresAt Epoch seconds after which it does not open; default never.
   */
  seal(purpose: string, value: unknown, expiresAt?: number): Promise<string>

  /** The value, or null for whatever was not sealed by us for this purpose, was changed or has expired. */
  open(purpose: string, text: string): Promise<unknown>
}

interface Content {
  value: unknown
  expiresAt?: number
}

const version = 'v1'
const nonceBytes = 12

const encode = (text: string) => new TextEncoder().encode(text)

export function createSealer(secrets: readonly string[], now: () => number): Sealer {
  // Derived at the first use, since WebCrypto is asynchronous and creation is not.
  let derived: Promise<CryptoKey[]> | undefined
  const keys = () => {
    derived ??= Promise.all(secrets.map(deriveKey))
    return derived
  }

  return {
    async seal(purpose, value, expiresAt) {
      const [key] = (await keys()) as [CryptoKey]
      const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes))
      const content: Content = { value, ...(expiresAt === undefined ? {} : { expiresAt }) }
      const sealed = await crypto.subtle.encrypt(
        algorithm(purpose, nonce),
        key,
        encode(JSON.stringify(content)),
      )
      const bytes = new Uint8Array(nonceBytes + sealed.byteLength)
      bytes.set(nonce)
      bytes.set(new Uint8Array(sealed), nonceBytes)
      return `${version}.${toBase64Url(bytes)}`
    },

    async open(purpose, text) {
      if (!text.startsWith(`${version}.`)) return null
      const bytes = fromBase64Url(text.slice(version.length + 1))
      if (!bytes || bytes.length <= nonceBytes) return null
      const how = algorithm(purpose, bytes.subarray(0, nonceBytes))
      for (const key of await keys()) {
        const content = await decrypt(key, how, bytes.subarray(nonceBytes))
        if (!content) continue
        const { value, expiresAt = Number.POSITIVE_INFINITY } = content
        return expiresAt > now() / 1000 ? value : null
      }
      return null
    },
  }
}

const algorithm = (purpose: string, iv: Uint8Array<ArrayBuffer>): AesGcmParams => ({
  name: 'AES-GCM',
  iv,
  additionalData: encode(`sso-login ${version} ${purpose}`),
})

async function decrypt(
  key: CryptoKey,
  how: AesGcmParams,
  sealed: Uint8Array<ArrayBuffer>,
): Promise<Content | null> {
  let plain: ArrayBuffer
  try {
    plain = await crypto.subtle.decrypt(how, key, sealed)
  } catch {
    return null
  }
  return JSON.parse(new TextDecoder().decode(plain)) as Content
}

/** HKDF-SHA-256 (RFC 5869): secrets are text of any length, and keys of other uses stay apart by `info`. */
async function deriveKey(secret: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', encode(secret), 'HKDF', false, [
    'deriveKey',
  ])
  return crypto.subtle.deriveKey(
    {
      name: 'HKDF',
      hash: 'SHA-256',
      salt: new Uint8Array(0),
      info: encode(`sso-login seal ${version}`),
    },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
}
