import { expect, it } from 'vitest'
import { createBoundedMap } from '../../packages/server/src/bounded-map.ts'

it('a full map forgets its oldest entry for a new one', () => {
  const map = createBoundedMap<number>(2)
  for (const [key, value] of Object.entries({ a: 1, b: 2, c: 3 })) map.set(key, value)
  expect(['a', 'b', 'c'].map(map.get)).toEqual([undefined, 2, 3])
})

it('a full map forgets nobody when a key is set again', () => {
  const map = createBoundedMap<number>(2)
  for (const [key, value] of [
    ['a', 1],
    ['b', 2],
    ['b', 3],
  ] as const)
    map.set(key, value)
  expect(['a', 'b'].map(map.get)).toEqual([1, 3])
})

it('a key that is set again is the newest from then on', () => {
  const map = createBoundedMap<number>(3)
  for (const [key, value] of [
    ['a', 1],
    ['b', 2],
    ['a', 3],
    ['c', 4],
    ['d', 5],
  ] as const)
    map.set(key, value)
  expect(['a', 'b', 'c', 'd'].map(map.get)).toEqual([3, undefined, 4, 5])
})
