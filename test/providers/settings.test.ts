import { bridgekeeperAt } from '@sso-login/providers/bridgekeeper'
import { miniorangeAt } from '@sso-login/providers/miniorange'
import { ubisecureAt } from '@sso-login/providers/ubisecure'
import { ussoAt } from '@sso-login/providers/usso'
import { describe, expect, it } from 'vitest'

// What the compiler would have refused.
const makers: Record<string, (settings?: never) => object> = {
  bridgekeeperAt,
  miniorangeAt,
  ubisecureAt,
  ussoAt,
}

const thrownBy = (maker: string, settings: object) => {
  try {
    return makers[maker]?.(settings as never)
  } catch (error) {
    return error
  }
}

describe('a setting of a provider', () => {
  it.each([
    ['miniorangeAt', 'tenat', 'acme'],
    ['miniorangeAt', 'otp', false],
    ['ubisecureAt', 'tenant', 'acme'],
    ['bridgekeeperAt', 'redirectParameter', 'redirect_uri'],
    ['ussoAt', 'constructor', ''],
  ])('that is none of %s is named: %s', (maker, key, value) => {
    const error = thrownBy(maker, { [key]: value })
    expect(error).toBeInstanceOf(TypeError)
    expect(error).toMatchObject({ code: 'invalid_config', key })
    expect((error as Error).message).toContain(`${key} is no setting of ${maker}; it has `)
  })

  it.each([
    ['ubisecureAt', 'otp', 'no'],
    ['bridgekeeperAt', 'ajaxAnswer', 'url'],
    ['ussoAt', 'base', '/v2'],
    ['miniorangeAt', 'redirectParameter', 'redirect'],
    ['miniorangeAt', 'nonce', 'off'],
    ['miniorangeAt', 'nonce', null],
    ['miniorangeAt', 'revocationParameter', ' '],
    ['miniorangeAt', 'issuerOfClient', 7],
    ['miniorangeAt', 'idTokenKeys', { kty: 'RSA' }],
    ['miniorangeAt', 'idTokenKeys', []],
    ['miniorangeAt', 'idTokenKeys', [null]],
    ['miniorangeAt', 'idTokenKeys', ['-----BEGIN CERTIFICATE-----']],
    ['miniorangeAt', 'tenant', 5],
  ])('that has a wrong value is named: %s, %s: %j', (maker, key, value) => {
    expect(thrownBy(maker, { [key]: value })).toMatchObject({ code: 'invalid_config', key })
  })

  it.each([
    'evil.example/',
    'evil.example?',
    'a.b',
    '',
    'a b',
    'user@evil.example:443#',
    '-a',
    'a-',
    'Acme',
  ])('names no other host: %j is no tenant', (tenant) => {
    expect(thrownBy('miniorangeAt', { tenant })).toMatchObject({ key: 'tenant' })
  })

  it.each(Object.keys(makers))('may be left out, or undefined, in %s', (maker) => {
    const key = { miniorangeAt: 'tenant', ubisecureAt: 'otp', bridgekeeperAt: 'ajaxAnswer' }[maker]
    expect(thrownBy(maker, { [key ?? 'base']: undefined })).toEqual(makers[maker]?.())
  })

  it('may be whatever its type allows', () => {
    expect(miniorangeAt({ tenant: 'acme-2' }).baseUrl).toBe('https://acme-2.xecurify.com')
  })
})
