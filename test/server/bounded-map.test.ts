import { expect, it } from 'vitest'
import { createBoundedMap } from '../../packages/server/src/bounded-map.ts'

it('a full map forgets its oldest entry for a new one', () => {
  const map = createBoundedMap<number>(2)
  for (const [key, value] of Object.entries({ a: 1, b: 2, c: 3 })) map.set(key, value)
  expect(['a', 'b', 'c'].map(map.get)).toEqual([undefined, 2, 3])
})

it('a full map forgets nothing when a key is set again, which is the newest from then on', () => {
  const map = createBoundedMap<number>(2)
  map.set('a', 1)
  map.set('b', 2)
  map.set('a', 3)
  expect(['a', 'b'].map(map.get)).toEqual([3, 2])
  map.set('c', 4)
  expect(['a', 'b', 'c'].map(map.get)).toEqual([3, undefined, 4])
})
