/** One whole login, for any runtime that has web APIs: from the start to a refresh token that is dead. */
const login = (entry: string, provider: string, options: string) => `
  import { createClient } from '${entry}'
  import { ${provider} } from '@sso-login/providers/${provider}'

  export async function login(baseUrl) {
    const sso = createClient(${provider}, {
      ${options},
      redirectUri: 'http://localhost:3000/auth/callback',
      scopes: ['openid', 'profile', 'email', 'offline_access'],
      baseUrl,
    })
    const { url, transaction } = await sso.start()
    const approved = await fetch(baseUrl + '/_mock/approve', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ url, user: 'alice' }),
    })
    const { location } = await approved.json()
    const tokens = await sso.finish(location, JSON.parse(JSON.stringify(transaction)))
    const { alg } = JSON.parse(atob(tokens.idToken.split('.')[0]))
    const { name } = await sso.identity(tokens)
    const renewed = await sso.refresh(tokens)
    await sso.revoke(renewed)
    const after = await sso.refresh(renewed).catch(({ code }) => code)
    return { alg, name, missing: renewed.missing, after }
  }`

const confidential = login(
  '@sso-login/client',
  'usso',
  "clientId: 'demo-app', clientSecret: 'demo-app-secret'",
)

/**
 * Prints the outcome of a login at the provider that its argument names. Without an await at the top: in one file the parts
 * that are loaded when needed come after it.
 */
export const commandProgram = `
  ${confidential}
  const mock = globalThis.Deno?.args[0] ?? globalThis.process.argv[2]
  login(mock).then((outcome) => console.log(JSON.stringify(outcome)))`

/** Answers each request with it. */
export const workerProgram = `
  ${confidential}
  const mockOf = ({ url }) => new URL(url).searchParams.get('mock')
  export default { fetch: async (request) => Response.json(await login(mockOf(request))) }`

export const pageProgram = login('@sso-login/client/browser', 'standard', "clientId: 'demo-spa'")
