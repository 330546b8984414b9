import { expect, it } from 'vitest'
import { bundleToOne } from '../support/bundle.ts'

/** A bundler that puts everything in one file may run a top-level await before the parts that are loaded when needed. */
it('an id_token that nothing has checked is never believed, whatever became of the check', async () => {
  const code = await bundleToOne(`
    import { createClient } from '@sso-login/client/browser'
    import { standard } from '@sso-login/providers/standard'
    const sso = createClient(standard, {
      clientId: 'app',
      redirectUri: 'http://localhost:3000/cb',
      scopes: ['openid'],
      fetch: async () =>
        Response.json({ access_token: 'a', token_type: 'Bearer', id_token: 'forged.by.nobody' }),
    })
    const { transaction } = await sso.start()
    const callback = transaction.redirectUri + '?code=c&state=' + transaction.state
    export const outcome = await sso.finish(callback, transaction).then(() => 'believed', () => 'refused')`)
  const file = `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`
  expect(await import(/* @vite-ignore */ file)).toHaveProperty('outcome', 'refused')
})

it('nor where the part that is loaded has no check in it', async () => {
  const code = await bundleToOne(`
    import { createClient } from '@sso-login/client/browser'
    import { standard } from '@sso-login/providers/standard'
    export async function run() {
      const sso = createClient(standard, {
        clientId: 'app',
        redirectUri: 'http://localhost:3000/cb',
        scopes: ['openid'],
        fetch: async () =>
          Response.json({ access_token: 'a', token_type: 'Bearer', id_token: 'forged.by.nobody' }),
      })
      const { transaction } = await sso.start()
      const callback = transaction.redirectUri + '?code=c&state=' + transaction.state
      return sso.finish(callback, transaction).then(() => 'believed', () => 'refused')
    }`)
  const part = 'checkIdToken: checkIdToken'
  expect(code).toContain(part)
  const without = code.replace(part, 'checkIdToken: undefined')
  const file = `data:text/javascript;base64,${Buffer.from(without).toString('base64')}`
  const { run } = await import(/* @vite-ignore */ file)
  expect(await run()).toBe('refused')
})
