import { resolveOptions } from '../../src/context/options.js'

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

test('a cache that is undefined is none', () => {
  expect(resolveOptions({ cache: undefined }).cache).toBeUndefined()
})

test.each([null, false, 60_000, 'cache', [], new Map()])('%p is no cache', (cache) => {
  expect(() => resolveOptions({ cache: cache as never })).toThrow(TypeError)
})

test('a misspelt option of a cache is refused', () => {
  const cache = { store, ttl: 1, maxTtl: 2 }
  expect(() => resolveOptions({ cache })).toThrow(
    new TypeError('cache: there is no option "maxTtl"; the nearest is "ttl"'),
  )
})

test.each([
  ['resolves', () => Promise.resolve(undefined)],
  ['rejects', () => Promise.reject(new Error('No connection'))],
  ['is of a kind of its own', () => ({ then: (resolve: (value: undefined) => void) => resolve(undefined) })],
])('a store is refused whose get returns a promise that %s', async (_name, get) => {
  const asynchronous = { get, set: () => undefined, delete: () => undefined }
  expect(() => resolveOptions({ cache: { store: asynchronous, ttl: 1 } })).toThrow(
    new TypeError('cache.store must answer at once: its method get returns a promise'),
  )
  // A rejection that nobody handled would be reported by now.
  await new Promise((resolve) => setImmediate(resolve))
})

test.each([{}, { publish: () => undefined }, { subscribe: () => undefined }, Promise.resolve(), true, null])(
  'a bus is not %p',
  (bus) => {
    expect(() => resolveOptions({ invalidationBus: bus as never })).toThrow(
      new TypeError('invalidationBus must have the methods publish and subscribe'),
    )
  },
)

test.each([0, -1, NaN, Infinity, 2 ** 31, '5', null])(
  'a call does not wait for the bus for %p milliseconds',
  (time) => {
    expect(() => resolveOptions({ publishTimeout: time as number })).toThrow(
      new TypeError('publishTimeout must be a number of milliseconds from 1 to 2147483647'),
    )
  },
)

test('a call waits for the bus for a second, where nothing else is said', () => {
  expect(resolveOptions({}).publishTimeout).toBe(1_000)
  expect(resolveOptions({ publishTimeout: undefined, invalidationBus: undefined }).publishTimeout).toBe(1_000)
})
