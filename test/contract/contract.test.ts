import { afterEach, describe, it } from 'vitest'
import { capabilities } from './capabilities.ts'
import { entries, stageOf } from './stage.ts'

let close: (() => Promise<void>) | undefined
afterEach(async () => {
  await close?.()
  close = undefined
})

describe.each(Object.entries(entries))('a client of %s', (_, entry) => {
  describe.each([
    ['in process', false],
    ['over HTTP', true],
  ])('%s', (_, overHttp) => {
    for (const { title, has, prove } of capabilities) {
      if (!has(entry.provider)) continue
      it(title, async () => {
        const stage = await stageOf(entry, overHttp)
        close = stage.close
        await prove(stage)
      })
    }
  })
})
