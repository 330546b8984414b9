import * as buffer from 'node:buffer'
import * as crypto from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { nodeAesGcm, webAesGcm } from '../../packages/server/src/aes-gcm.ts'
import { createSealer } from '../../packages/server/src/seal.ts'

const first = 'first secret, with at least 32 characters'
const second = 'second secret, with at least 32 characters'
const now = () => 1_000_000_000_000

const sealer = createSealer([first], now)

describe('a sealed text', () => {
  it('opens to the value that was sealed', async () => {
    const value = { name: 'Ólafur 🦉', list: [1, null], nested: { empty: '' } }
    expect(await sealer.open('cookie', await sealer.seal('cookie', value))).toEqual(value)
  })

  it('shows nothing of its value and is another text each time', async () => {
    const one = await sealer.seal('cookie', 'marker-text')
    const other = await sealer.seal('cookie', 'marker-text')
    expect(one).not.toBe(other)
    const bytes = atob(one.slice(3).replaceAll('-', '+').replaceAll('_', '/'))
    expect(bytes).not.toContain('marker')
  })

  it('says which format it has, and uses only characters that a cookie may hold', async () => {
    expect(await sealer.seal('cookie', { id: 'x' })).toMatch(/^v1\.[\w-]+$/)
  })

  it('does not open for another purpose', async () => {
    const text = await sealer.seal('session cookie', 'value')
    expect(await sealer.open('transaction cookie', text)).toBeNull()
  })

  it('does not open with another secret', async () => {
    const text = await sealer.seal('cookie', 'value')
    expect(await createSealer([second], now).open('cookie', text)).toBeNull()
  })

  it('opens with any of the secrets, and is sealed with the first', async () => {
    const old = await sealer.seal('cookie', 'old')
    const rotated = createSealer([second, first], now)
    expect(await rotated.open('cookie', old)).toBe('old')
    const fresh = await rotated.seal('cookie', 'fresh')
    expect(await createSealer([second], now).open('cookie', fresh)).toBe('fresh')
    expect(await sealer.open('cookie', fresh)).toBeNull()
  })

  it('does not open once a single bit of it was changed', async () => {
    const text = await sealer.seal('cookie', 'value')
    const binary = atob(text.slice(3).replaceAll('-', '+').replaceAll('_', '/'))
    for (let index = 0; index < binary.length; index += 1) {
      const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
      bytes[index] = (bytes[index] as number) ^ 1
      const changed = btoa(String.fromCharCode(...bytes))
      const cookie = `v1.${changed.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`
      expect(await sealer.open('cookie', cookie)).toBeNull()
    }
  })

  it('does not open when anything is cut off, and never throws', async () => {
    const text = await sealer.seal('cookie', 'value')
    for (let length = 0; length < text.length; length += 1) {
      expect(await sealer.open('cookie', text.slice(0, length))).toBeNull()
    }
    for (const nonsense of [
      '',
      'v1',
      'v1.',
      'v1.%%%',
      'v1.A',
      'v2.AAAA',
      `${text}\n`,
      '🦉',
      'v1.===',
    ]) {
      expect(await sealer.open('cookie', nonsense)).toBeNull()
    }
  })

  it('opens until it expires, and not after', async () => {
    let nowMs = 1_000_000_000_000
    const timed = createSealer([first], () => nowMs)
    const text = await timed.seal('cookie', 'value', nowMs / 1000 + 10)
    nowMs += 9_999
    expect(await timed.open('cookie', text)).toBe('value')
    nowMs += 1
    expect(await timed.open('cookie', text)).toBeNull()
  })
})

describe('the wire format', () => {
  const kinds = {
    node: nodeAesGcm(first, crypto, buffer),
    web: webAesGcm(first),
  }
  // Sealed by an earlier version: cookies and stored tokens outlive an update.
  const earlier = 'Qlt64_6nvW9qPK5-d-acMH0_DWCo6_84jIbElJnJFSFFWs2ibfQdujPDySyqORowh77EIg'

  for (const [name, kind] of Object.entries(kinds)) {
    it(`is the same by ${name === 'node' ? 'Node’s own crypto' : 'WebCrypto'} as by the other`, async () => {
      for (const plain of ['', 'text', 'Ólafur 🦉', 'x'.repeat(5000)]) {
        const text = await kind.encrypt('purpose', plain)
        for (const reader of Object.values(kinds)) {
          expect(await reader.decrypt('purpose', text)).toBe(plain)
          expect(await reader.decrypt('other', text)).toBeNull()
        }
      }
    })

    it(`is still read by ${name}`, async () => {
      expect(await kind.decrypt('sso-login v1 cookie', earlier)).toBe('{"value":"of yesterday"}')
    })

    it(`takes nothing before or behind it and nothing cut off, by ${name}`, async () => {
      const text = await kind.encrypt('purpose', 'value')
      for (const changed of [`${text}=`, `${text} `, `*${text}`, text.slice(1), '', 'A']) {
        expect(await kind.decrypt('purpose', changed)).toBeNull()
      }
    })
  }
})
