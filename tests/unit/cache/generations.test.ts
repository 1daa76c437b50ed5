import { jest } from '@jest/globals'
import fc from 'fast-check'

import { Generations } from '../../../src/cache/generations.js'

const life = 100

test('keeps what it is given for a life, and for less than three', () => {
  const times = fc.array(fc.integer({ min: 0, max: life }), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(times, times, (before, after) => {
      const generations = new Generations<number>(life)
      let time = 0
      for (const wait of before) generations.set('other', 1, (time += wait))
      generations.set('key', 2, time)
      const start = time
      for (const wait of after) {
        time += wait
        const value = generations.get('key', time)
        if (time <= start + life) expect(value).toBe(2)
        if (time >= start + 3 * life) expect(value).toBeUndefined()
      }
      generations.get('key', start + 30 * life)
      expect(generations.size).toBe(0)
    }),
    { numRuns: 1_000 },
  )
})

test('lets go of 100,000 without a removal of one', () => {
  const removals = jest.spyOn(Map.prototype, 'delete')
  const generations = new Generations<number>(life)
  for (let index = 0; index < 100_000; index++) generations.set(`${index}`, index, 0)
  const sizes = [life, 2 * life, 3 * life].map((time) => {
    generations.get('', time)
    return generations.size
  })
  expect(sizes).toStrictEqual([100_000, 0, 0])
  expect(removals).not.toHaveBeenCalled()
  removals.mockRestore()
})

test('starts anew, at an earlier time as well', () => {
  const generations = new Generations<number>(life)
  generations.set('key', 1, 1_000)
  generations.clear()
  expect([generations.get('key', 0), generations.size]).toStrictEqual([undefined, 0])
  generations.set('key', 2, 0)
  generations.get('key', 3 * life)
  expect(generations.size).toBe(0)
})
