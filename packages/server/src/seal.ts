/**
 * Sealing: AES-256-GCM with keys derived from the site's secrets. The first secret seals, all of them
 * open, so that a secret is replaced by putting the new one before it.
 *
 * Format: `v1.` and the base64url of nonce (12 bytes), ciphertext and tag. Another version is another prefix.
 */
import { createAesGcm } from './aes-gcm.ts'

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

export function createSealer(secrets: readonly string[], now: () => number): Sealer {
  const keys = secrets.map(createAesGcm)
  const sealing = keys[0] as (typeof keys)[number]

  return {
    async seal(purpose, value, expiresAt) {
      const content: Content = { value, ...(expiresAt === undefined ? {} : { expiresAt }) }
      const sealed = sealing.encrypt(boundTo(purpose), JSON.stringify(content))
      return `${version}.${await sealed}`
    },

    async open(purpose, text) {
      if (!text.startsWith(`${version}.`)) return null
      const sealed = text.slice(version.length + 1)
      for (const key of keys) {
        const plain = await key.decrypt(boundTo(purpose), sealed)
        if (plain === null) continue
        const { value, expiresAt = Number.POSITIVE_INFINITY } = JSON.parse(plain) as Content
        return expiresAt > now() / 1000 ? value : null
      }
      return null
    },
  }
}

const boundTo = (purpose: string) => `sso-login ${version} ${purpose}`
