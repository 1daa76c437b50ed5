import { resolveOptions } from '../../src/options.js'

const store = new Map<string, never>()

test.each([1, 0.5, 60_000])('a cache lives for %p milliseconds', (ttl) => {
  const { cache } = resolveOptions({ cache: { store, ttl } })
  expect(cache).toStrictEqual({ store, ttl })
  expect(cache?.store).toBe(store)
})

test.each([0, -1, NaN, Infinity, '60', undefined])('a cache does not live for %p milliseconds', (ttl) => {
  expect(() => resolveOptions({ cache: { store, ttl: ttl as number } })).toThrow(
    new TypeError('cache.ttl must be a number of milliseconds above 0'),
  )
})

test.each(['get', 'set', 'delete'])('a cache needs a store with the method %s', (method) => {
  const incomplete = { get: () => undefined, set: () => undefined, delete: () => undefined, [method]: undefined }
  expect(() => resolveOptions({ cache: { store: incomplete, ttl: 1 } })).toThrow(
    new TypeError('cache.store must have the methods get, set and delete'),
  )
})
