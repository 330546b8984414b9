/** Where codes, tokens and ids come from. */
export interface Random {
  /** `length` letters and digits. */
  readonly alphanumeric: (length: number) => string
  /** A whole number from 0 to below `limit` (at most 2^31). */
  readonly integer: (limit: number) => number
}

const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** From the platform's cryptographic generator, or from a seed: then the same run gives the same tokens. */
export function createRandom(seed: string | undefined): Random {
  const nextByte = seed === undefined ? cryptoBytes() : seededBytes(seed)
  return {
    alphanumeric(length) {
      const letters: number[] = []
      while (letters.length < length) {
        // Bytes from 248 on would make the first letters likelier than the last: 248 = 4 * 62.
        const byte = nextByte()
        if (byte < 248) letters.push(alphabet.charCodeAt(byte % 62))
      }
      return String.fromCharCode(...letters)
    },
    integer(limit) {
      const word = nextByte() | (nextByte() << 8) | (nextByte() << 16) | ((nextByte() & 0x7f) << 24)
      return word % limit
    },
  }
}

function cryptoBytes(): () => number {
  const pool = new Uint8Array(4096)
  let used = pool.length
  return () => {
    if (used === pool.length) {
      crypto.getRandomValues(pool)
      used = 0
    }
    return pool[used++] as number
  }
}

/** The `sfc32` generator, seeded by an FNV-1a hash of the text: small, fast, and for tests only. */
function seededBytes(seed: string): () => number {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(seed)) hash = Math.imul(hash ^ byte, 0x01000193)
  let a = hash
  let b = hash ^ 0x9e3779b9
  let c = Math.imul(hash, 0x85ebca6b)
  let counter = 1
  const next = () => {
    const sum = (a + b + counter++) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum
  }
  for (let i = 0; i < 15; i++) next()
  return () => (next() >>> 8) & 0xff
}
