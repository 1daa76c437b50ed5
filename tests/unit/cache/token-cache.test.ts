import fc from 'fast-check'

import { TokenCache } from '../../../src/cache/token-cache.js'
import { everything } from '../../../src/client/id-tags.js'

const ttl = 100
const row = { id: 1 }

function newCache(store = new Map<string, object>()) {
  const cache = new TokenCache({ store, ttl })
  return {
    cache,
    store,
    /** Looks the row up from one time to another. */
    fill: (start: number, end = start) => cache.set('key', row, ['id:1', 'user:1'], cache.begin(start), end),
  }
}

test('answers with what it was given, under its key only', () => {
  const { cache, fill } = newCache()
  expect(cache.get('key', 0)).toBeUndefined()
  fill(0)
  expect(cache.get('key', 0)).toBe(row)
  expect(cache.get('other', 0)).toBeUndefined()
})

test('answers for its ttl from the start of the look-up, not from its end', () => {
  const { cache, store, fill } = newCache()
  fill(0, 60)
  expect(cache.get('key', ttl - 1)).toBe(row)
  expect(cache.get('key', ttl)).toBeUndefined()
  expect(store.size).toBe(0)
})

test('never answers with a look-up that took longer than its ttl', () => {
  const { cache, fill } = newCache()
  fill(0, ttl)
  expect(cache.get('key', ttl)).toBeUndefined()
})

test.each([['id:1'], ['user:1'], [everything], ['id:2', 'user:1']])('lets go of a row by its tag: %p %p', (...tags) => {
  const { cache, store, fill } = newCache()
  fill(0)
  cache.invalidate(tags, 1)
  expect(cache.get('key', 1)).toBeUndefined()
  expect(store.size).toBe(0)
})

test.each([[[]], [['id:2']], [['user:2', 'id:11']]])('keeps a row when %j are invalidated', (tags) => {
  const { cache, fill } = newCache()
  fill(0)
  cache.invalidate(tags, 1)
  expect(cache.get('key', 1)).toBe(row)
})

test('does not take a row that was invalidated while it was looked up, even in the same millisecond', () => {
  const { cache, store } = newCache()
  const start = cache.begin(0)
  cache.invalidate(['id:1'], 0)
  cache.set('key', row, ['id:1'], start, 0)
  expect(cache.get('key', 0)).toBeUndefined()
  expect(store.size).toBe(0)
})

test('still knows of an invalidation when a look-up of before ends just within its ttl', () => {
  const { cache } = newCache()
  const start = cache.begin(0)
  cache.invalidate(['id:1'], 0)
  cache.invalidate(['id:2'], ttl - 1)
  cache.set('key', row, ['id:1'], start, ttl - 1)
  expect(cache.get('key', ttl - 1)).toBeUndefined()
})

test('takes a row that was looked up after an invalidation', () => {
  const { cache, fill } = newCache()
  cache.invalidate(['id:1'], 0)
  fill(0)
  expect(cache.get('key', 0)).toBe(row)
})

test('takes nothing for a ttl after a blocking invalidation', () => {
  const { cache, fill } = newCache()
  cache.invalidate(['id:1'], 0, true)
  fill(1)
  fill(ttl - 1)
  expect(cache.get('key', ttl - 1)).toBeUndefined()
  fill(ttl)
  expect(cache.get('key', ttl)).toBe(row)
})

test('does not take a row whose look-up began during a block, when it ends after that', () => {
  const { cache } = newCache()
  cache.invalidate(['id:1'], 0, true)
  const during = cache.begin(ttl - 1)
  const after = cache.begin(ttl)
  for (const end of [ttl, 2 * ttl - 2]) {
    cache.set('key', row, ['id:1'], during, end)
    expect(cache.get('key', end)).toBeUndefined()
  }
  cache.set('key', row, ['id:1'], after, 2 * ttl - 1)
  expect(cache.get('key', 2 * ttl - 1)).toBe(row)
})

test('goes on blocking for a ttl when the clock is set back', () => {
  const { cache, fill } = newCache()
  cache.invalidate(['id:1'], 1_000, true)
  cache.begin(0)
  fill(ttl - 1, ttl)
  expect(cache.get('key', ttl)).toBeUndefined()
  fill(ttl)
  expect(cache.get('key', ttl)).toBe(row)
})

test('goes on blocking after an invalidation that does not', () => {
  const { cache, fill } = newCache()
  cache.invalidate(['id:1'], 0, true)
  cache.invalidate(['id:1'], 50)
  fill(60)
  expect(cache.get('key', 60)).toBeUndefined()
})

test('forgets a block that is over', () => {
  const { cache, fill } = newCache()
  cache.invalidate(['id:1'], 0, true)
  cache.invalidate(['id:1'], ttl)
  fill(ttl)
  expect(cache.get('key', ttl)).toBe(row)
})

test('neither answers nor takes anything while it is paused', () => {
  const { cache, store, fill } = newCache()
  fill(0)
  cache.pause()
  expect(cache.get('key', 1)).toBeUndefined()
  store.clear()
  fill(1)
  expect(store.size).toBe(0)
})

test('lets go of everything from before it was resumed', () => {
  const { cache, fill } = newCache()
  fill(0)
  const start = cache.begin(0)
  cache.pause()
  const during = cache.begin(1)
  cache.resume(2)
  expect(cache.get('key', 2)).toBeUndefined()
  cache.set('key', row, [], start, 2)
  cache.set('key', row, [], during, 2)
  expect(cache.get('key', 2)).toBeUndefined()
  fill(2)
  expect(cache.get('key', 2)).toBe(row)
})

test('does not see the rows of another cache in the same store, nor removes them', () => {
  const [one, other] = [newCache()].flatMap((first) => [first, newCache(first.store)])
  one?.fill(0)
  expect(other?.cache.get('key', 0)).toBeUndefined()
  expect(one?.cache.get('key', 0)).toBe(row)
})

test('keeps little of 100,000 invalidations of what it does not hold, and its rows', () => {
  const { cache, fill } = newCache()
  fill(0)
  const tags = Array.from({ length: 100_000 }, (_, index) => `token:${index}`)
  for (const tag of tags) cache.invalidate([tag], 1)
  expect(cache.size).toBeLessThanOrEqual(1_010)
  expect(cache.get('key', 1)).toBe(row)
})

test('does not take a row after more invalidations during its look-up than it keeps', () => {
  const { cache, fill } = newCache()
  const start = cache.begin(0)
  cache.invalidate(['id:1'], 0)
  for (let index = 0; index < 100_000; index++) cache.invalidate([`token:${index}`], 0)
  cache.set('key', row, ['id:1'], start, 0)
  expect(cache.get('key', 0)).toBeUndefined()
  fill(0)
  expect(cache.get('key', 0)).toBe(row)
})

/** Many rows, each with a tag of its own, that are invalidated one by one. */
function invalidateMany(count: number, isBlocking: boolean) {
  const { cache, fill } = newCache()
  const tags = Array.from({ length: count }, (_, index) => `id:many-${index}`)
  for (const tag of tags) cache.set(tag, row, [tag], cache.begin(0), 0)
  fill(0)
  let size = 0
  for (const tag of tags) {
    cache.invalidate([tag], 0, isBlocking)
    size = Math.max(size, cache.size)
  }
  return { cache, fill, tags, size }
}

test('keeps a row when 10,000 others are invalidated', () => {
  const { cache, tags } = invalidateMany(10_000, false)
  expect(cache.get('key', 0)).toBe(row)
  for (const tag of tags) expect(cache.get(tag, 0)).toBeUndefined()
})

test('lets go of everything when one more is invalidated, and goes on', () => {
  const { cache, fill, tags, size } = invalidateMany(10_001, false)
  expect(size).toBeLessThan(21_000)
  for (const tag of [...tags, 'key']) expect(cache.get(tag, 0)).toBeUndefined()
  expect(cache.size).toBe(0)
  fill(0)
  expect(cache.get('key', 0)).toBe(row)
})

test('blocks everything for as long as the last of too many blocks', () => {
  const { cache, fill } = invalidateMany(10_001, true)
  cache.invalidate([everything], 1)
  fill(ttl - 1, ttl)
  expect(cache.get('key', ttl)).toBeUndefined()
  fill(ttl)
  expect(cache.get('key', ttl)).toBe(row)
})

test('still knows the rows that it holds when there are more than 100,000 of them', () => {
  const { cache } = newCache()
  const start = cache.begin(0)
  const keys = Array.from({ length: 120_000 }, (_, index) => `id:${index}`)
  for (const [index, key] of keys.entries()) cache.set(key, row, [key], start, index < 110_000 ? 0 : ttl - 2)
  expect(cache.size).toBeLessThanOrEqual(100_001)
  for (const key of [keys.at(0), keys.at(-1)] as string[]) {
    expect(cache.get(key, ttl - 1)).toBe(row)
    cache.invalidate([key], ttl - 1)
    expect(cache.get(key, ttl - 1)).toBeUndefined()
  }
})

test('forgets what it kept of the past, once that is over', () => {
  const { cache } = invalidateMany(10_000, false)
  cache.invalidate(['id:other'], 6 * ttl)
  expect(cache.size).toBe(1)
})

test('outlives a store whose methods return promises that are rejected', async () => {
  const reject = () => Promise.reject(new Error('No connection'))
  const cache = new TokenCache({ store: { get: reject, set: reject, delete: reject }, ttl })
  cache.set('key', row, [], cache.begin(0), 0)
  expect(cache.get('key', 0)).toBeUndefined()
  await new Promise((resolve) => setImmediate(resolve))
})

test.each([undefined, null, 'text', 1, {}, []])('takes %j in its store for nothing', (value) => {
  const store = { get: () => value, set: () => undefined, delete: () => undefined }
  expect(new TokenCache({ store, ttl }).get('key', 0)).toBeUndefined()
})

test('never answers with a row that was invalidated after its look-up began, nor with one that is too old', () => {
  const key = fc.constantFrom('a', 'b')
  const rarely = fc.nat(3).map((number) => number === 0)
  const tags = fc.array(fc.constantFrom('a', 'b', 'c', everything), { minLength: 1, maxLength: 2 })
  const command = fc.oneof(
    { weight: 4, arbitrary: fc.record({ type: fc.constant('begin' as const), key }) },
    { weight: 6, arbitrary: fc.record({ type: fc.constant('set' as const), last: fc.integer({ min: -3, max: -1 }) }) },
    { weight: 8, arbitrary: fc.record({ type: fc.constant('get' as const), key }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('invalidate' as const), tags, isBlocking: rarely }) },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constantFrom('pause' as const, 'resume' as const, 'resume' as const) }),
    },
  )
  const wait = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(0, 1, 10) }, fc.constantFrom(49, 50, ttl - 1, ttl))
  const steps = fc.array(fc.tuple(wait, command), { minLength: 20, maxLength: 80 })
  let answers = 0

  fc.assert(
    fc.property(steps, (steps) => {
      const { cache } = newCache()
      const lookUps: { key: string; step: number; time: number; start: ReturnType<TokenCache['begin']> }[] = []
      const invalidations: { tags: string[]; step: number; time: number; isBlocking: boolean }[] = []
      let time = 0
      let isPaused = false
      for (const [step, [wait, command]] of steps.entries()) {
        time += wait
        if (command.type === 'begin') lookUps.push({ key: command.key, step, time, start: cache.begin(time) })
        if (command.type === 'set') {
          const lookUp = lookUps.at(command.last)
          if (lookUp) cache.set(lookUp.key, lookUp, [lookUp.key], lookUp.start, time)
        }
        if (command.type === 'invalidate') {
          cache.invalidate(command.tags, time, command.isBlocking)
          invalidations.push({ ...command, step, time })
        }
        if (command.type === 'pause') cache.pause()
        if (command.type === 'resume') {
          cache.resume(time)
          invalidations.push({ tags: [everything], step, time, isBlocking: false })
        }
        if (command.type === 'pause' || command.type === 'resume') isPaused = command.type === 'pause'
        if (command.type !== 'get') continue
        const answer = cache.get(command.key, time) as (typeof lookUps)[number] | undefined
        if (!answer) continue
        answers++
        expect(isPaused).toBe(false)
        expect(answer.key).toBe(command.key)
        expect(time - answer.time).toBeLessThan(ttl)
        const faults = invalidations
          .filter(({ tags }) => tags.includes(answer.key) || tags.includes(everything))
          .filter((other) => other.step > answer.step || (other.isBlocking && other.time + ttl > answer.time))
        expect(faults).toStrictEqual([])
      }
    }),
    { numRuns: 1000 },
  )
  // Or the property would say nothing.
  expect(answers).toBeGreaterThan(100)
})
