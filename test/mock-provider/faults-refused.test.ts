/** Faults that can be none are refused when they are added, not passed over. */
import { createMockProvider, type Fault } from '@sso-login/mock-provider'
import { bridgekeeper } from '@sso-login/providers/bridgekeeper'
import { iitb } from '@sso-login/providers/iitb'
import { standard } from '@sso-login/providers/standard'
import { expect, test } from 'vitest'

const mock = createMockProvider(iitb)

test.each<[string, unknown, unknown, unknown]>([
  [
    'endpoint: not one of authorization, token, revocation, userinfo, sendMail, login, logout, media, other',
    'tokens',
    { drop: true },
    {},
  ],
  ['fault: not an object like {"status": 503}', 'token', 503, {}],
  ['fault.status: not a status from 400 to 599', 'token', { status: 200 }, {}],
  ['fault.drop: not true', 'token', { drop: 1 }, {}],
  [
    'fault.grantedScope: the provider knows no scope "profil"; there are basic, profile, picture, sex, ldap, phone, insti_address, program, secondary_emails, send_mail',
    'token',
    { grantedScope: 'basic profil' },
    {},
  ],
  ['times: not a whole number from 1 on', 'token', { drop: true }, { times: 0 }],
])('refuses a fault that makes no sense: %s', (message, endpoint, fault, options) => {
  const add = () => mock.faults.add(endpoint as string, fault as Fault, options as object)
  expect(add).toThrow(expect.objectContaining({ name: 'MockUsageError', message }))
})

test('names the faults there are, and those of id_tokens only where there are any', () => {
  const add = (fault: object) => () => mock.faults.add('token', fault as unknown as Fault)
  expect(add({ boom: 1 })).toThrow(/^fault\.boom: no such fault; there are status, html, .*drop, /)
  expect(add({ boom: 1 })).not.toThrow('wrongNonce')
  expect(add({})).toThrow(/^fault: needs exactly one member of status, html, /)
  expect(add({ wrongNonce: true })).toThrow('fault.wrongNonce: IIT Bombay SSO has no id_tokens')
  expect(add({ stateDropped: true })).toThrow('fault.stateDropped: strikes at authorization only')
  const { faults } = createMockProvider(standard)
  expect(() => faults.add('jwks', { boom: 1 } as unknown as Fault)).toThrow('wrongNonce')
})

test.each<[string, string, Fault]>([
  ['stateDropped', 'authorization', { stateDropped: true }],
  ['codeForAnotherClient', 'authorization', { codeForAnotherClient: true }],
  ['callbackError', 'authorization', { callbackError: 'server_error' }],
  ['tokenError', 'token', { tokenError: 'invalid_grant' }],
  ['notRotated', 'token', { notRotated: true }],
  ['grantedScope', 'token', { grantedScope: 'basic' }],
])('has no %s where the provider exchanges codes itself', (name, endpoint, fault) => {
  const { faults } = createMockProvider(bridgekeeper)
  const words = `fault.${name}: at Quintype Bridgekeeper applications see no state, code or token`
  expect(() => faults.add(endpoint, fault)).toThrow(words)
  expect(() => faults.add(endpoint, { boom: 1 } as unknown as Fault)).not.toThrow(name)
})

test('loses no mail where none is sent', () => {
  const { faults } = createMockProvider(standard)
  const add = (fault: object) => () => faults.add('token', fault as Fault)
  expect(add({ mailFailed: true })).toThrow(
    'fault.mailFailed: Standard OpenID Provider has no sendMail',
  )
  expect(add({ boom: 1 })).not.toThrow('mailFailed')
})

test.each<[string, object]>([
  ['nth: not a whole number from 1 on', { nth: 0 }],
  ['when: not an object of parameters, like {"grant_type": "refresh_token"}', { when: ['a'] }],
  ['when: not an object of parameters, like {"grant_type": "refresh_token"}', { when: { a: 1 } }],
])('refuses options that make no sense: %s', (message, options) => {
  expect(() => mock.faults.add('token', { drop: true }, options)).toThrow(
    expect.objectContaining({ name: 'MockUsageError', message }),
  )
})
