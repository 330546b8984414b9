/** A site as it stands in its own repository, with the types of Node and of no browser. */
import { createClient } from '@sso-login/client'
import { createMockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { miniorangeAt } from '@sso-login/providers/miniorange'
import { standard } from '@sso-login/providers/standard'
import { createLogin } from '@sso-login/server'
import { jwkOfCertificate } from '@sso-login/server/certificate'
import { postgres } from '@sso-login/server/postgres'
import { redis } from '@sso-login/server/redis'
import { sqlite } from '@sso-login/server/sqlite'
import { testStore } from '@sso-login/server/test-store'

const app = { clientId: 'site', redirectUri: 'https://site.example/auth/callback' }
const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
const key = await crypto.subtle.importKey('pkcs8', new Uint8Array(), algorithm, false, ['sign'])

const sso = createClient(standard, { ...app, scopes: ['openid'], privateKey: { key, kid: '1' } })
createClient(standard, { ...app, scopes: ['openid'], privateKey: key })
// @ts-expect-error A text is no key.
createClient(standard, { ...app, scopes: ['openid'], privateKey: 'not a key' })

const pair = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
const idTokenKeys = [jwkOfCertificate(''), await crypto.subtle.exportKey('jwk', pair.publicKey)]
miniorangeAt({ idTokenKeys })
// @ts-expect-error A text is no key.
miniorangeAt({ idTokenKeys: ['not a key'] })

const login = createLogin(sso, { secrets: ['a secret'], store: sqlite('sso.db') })
const response: Response = await login.fetchAs('101', 'https://api.example', { method: 'POST' })

export { createMockProvider, iitb, postgres, redis, response, testStore }
