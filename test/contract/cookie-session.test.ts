import { afterEach, describe, it } from 'vitest'
import {
  cookieSessionCapabilities,
  cookieSessionProviders,
  cookieSessionStage,
} from './cookie-session.ts'

let close: (() => Promise<void>) | undefined
afterEach(async () => {
  await close?.()
  close = undefined
})

describe.each(Object.entries(cookieSessionProviders))('a client of %s', (_, provider) => {
  describe.each([
    ['in process', false],
    ['over HTTP', true],
  ])('%s', (_, overHttp) => {
    for (const { title, prove } of cookieSessionCapabilities) {
      it(title, async () => {
        const stage = await cookieSessionStage(provider, overHttp)
        close = stage.close
        await prove(stage)
      })
    }
  })
})
