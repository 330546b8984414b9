import type * as NodeBuffer from 'node:buffer'
import type * as NodeCrypto from 'node:crypto'
import { fromBase64Url, toBase64Url } from './base64url.ts'

/**
 * AES-256-GCM with a key of one secret. On the wire: base64url of nonce (12 bytes), ciphertext and tag (16 bytes).
 * Every runtime writes and reads the same.
 */
export interface AesGcm {
  /** @param purpose Authenticated, not part of the text (NIST SP 800-38D, additional data). */
  encrypt(purpose: string, plain: string): string | Promise<string>
  /** Null for whatever this key has not encrypted for this purpose. */
  decrypt(purpose: string, text: string): string | null | Promise<string | null>
}

const nonceBytes = 12
const tagBytes = 16

/** HKDF-SHA-256 (RFC 5869): secrets are text of any length, and keys of other uses stay apart by `info`. */
const keyBytes = 32
const info = 'sso-login seal v1'

const encode = (text: string) => new TextEncoder().encode(text)

/** By Node's own crypto where it is there, which costs a fifth of WebCrypto's promises; else by WebCrypto. */
export function createAesGcm(secret: string): AesGcm {
  const crypto = builtin<typeof NodeCrypto>('node:crypto')
  const buffer = builtin<typeof NodeBuffer>('node:buffer')
  return crypto?.hkdfSync && buffer ? nodeAesGcm(secret, crypto, buffer) : webAesGcm(secret)
}

/** A module of Node's, without an import that other runtimes would stumble over. */
function builtin<T>(name: string): T | undefined {
  const { process } = globalThis as {
    process?: { getBuiltinModule?: (name: string) => T | undefined }
  }
  return process?.getBuiltinModule?.(name)
}

/** Exported for the test that holds the two against each other. */
export function nodeAesGcm(
  secret: string,
  crypto: typeof NodeCrypto,
  buffer: typeof NodeBuffer,
): AesGcm {
  const algorithm = 'aes-256-gcm'
  const Bytes = buffer.Buffer
  const key = crypto.createSecretKey(
    Bytes.from(crypto.hkdfSync('sha256', encode(secret), '', info, keyBytes)),
  )
  const options = { authTagLength: tagBytes }
  return {
    encrypt(purpose, plain) {
      const nonce = crypto.randomBytes(nonceBytes)
      const cipher = crypto.createCipheriv(algorithm, key, nonce, options)
      cipher.setAAD(Bytes.from(purpose))
      const sealed = [nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]
      return Bytes.concat(sealed).toString('base64url')
    },
    decrypt(purpose, text) {
      // Of what is no base64url, `Buffer` would read the rest.
      if (!/^[\w-]*$/.test(text)) return null
      const bytes = Bytes.from(text, 'base64url')
      const end = bytes.length - tagBytes
      if (end < nonceBytes) return null
      const nonce = bytes.subarray(0, nonceBytes)
      const decipher = crypto.createDecipheriv(algorithm, key, nonce, options)
      decipher.setAAD(Bytes.from(purpose))
      decipher.setAuthTag(bytes.subarray(end))
      try {
        const plain = decipher.update(bytes.subarray(nonceBytes, end), undefined, 'utf8')
        return plain + decipher.final('utf8')
      } catch {
        return null
      }
    },
  }
}

export function webAesGcm(secret: string): AesGcm {
  // Derived at the first use, since WebCrypto is asynchronous and creation is not.
  let derived: Promise<CryptoKey> | undefined
  const key = () => {
    derived ??= deriveKey(secret)
    return derived
  }
  return {
    async encrypt(purpose, plain) {
      const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes))
      const how = parameters(purpose, nonce)
      const sealed = await crypto.subtle.encrypt(how, await key(), encode(plain))
      const bytes = new Uint8Array(nonceBytes + sealed.byteLength)
      bytes.set(nonce)
      bytes.set(new Uint8Array(sealed), nonceBytes)
      return toBase64Url(bytes)
    },
    async decrypt(purpose, text) {
      const bytes = fromBase64Url(text)
      if (!bytes || bytes.length < nonceBytes + tagBytes) return null
      const how = parameters(purpose, bytes.subarray(0, nonceBytes))
      try {
        const plain = await crypto.subtle.decrypt(how, await key(), bytes.subarray(nonceBytes))
        return new TextDecoder().decode(plain)
      } catch {
        return null
      }
    },
  }
}

const parameters = (purpose: string, iv: Uint8Array<ArrayBuffer>): AesGcmParams => ({
  name: 'AES-GCM',
  iv,
  additionalData: encode(purpose),
})

async function deriveKey(secret: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', encode(secret), 'HKDF', false, [
    'deriveKey',
  ])
  const salt = new Uint8Array(0)
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt, info: encode(info) },
    material,
    { name: 'AES-GCM', length: keyBytes * 8 },
    false,
    ['encrypt', 'decrypt'],
  )
}
