import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createExpiryIndex } from '../../packages/server/src/stores/expiry-index.ts'

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e')
const steps = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('set' as const), id, at: fc.integer({ min: 0, max: 1200 }) }),
    fc.record({ do: fc.constant('remove' as const), id }),
    fc.record({ do: fc.constant('sweep' as const), after: fc.integer({ min: 0, max: 200 }) }),
    fc.record({ do: fc.constant('due' as const), after: fc.integer({ min: 0, max: 200 }) }),
  ),
)

const minuteOf = (seconds: number) => Math.floor(seconds / 60)

it('the index of expiries finds what is due, and sweeps what is over, in whatever order it came', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const index = createExpiryIndex()
      const expiries = new Map<string, number>()
      const until = (minute: number) =>
        [...expiries].filter(([, at]) => minuteOf(at) <= minute).map(([each]) => each)
      const remove = (each: string) => {
        const at = expiries.get(each)
        if (at !== undefined) index.remove(each, at)
        expiries.delete(each)
      }
      let now = 0
      for (const step of all) {
        if ('after' in step) now += step.after
        if (step.do === 'due') {
          expect([...index.due(now)].sort()).toEqual(until(minuteOf(now)).sort())
        } else if (step.do === 'sweep') {
          const over = until(minuteOf(now) - 1)
          const swept: string[] = []
          index.sweep(now, (each) => swept.push(each))
          expect(swept.sort()).toEqual(over.sort())
          for (const each of over) expiries.delete(each)
        } else {
          remove(step.id)
          if (step.do === 'set') {
            index.add(step.id, step.at)
            expiries.set(step.id, step.at)
          }
        }
      }
    }),
  )
})
