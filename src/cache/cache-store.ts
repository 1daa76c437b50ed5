import { knownOptions } from '../arguments/known-options.js'

/** A synchronous store of rows: a `Map`, or an `LRUCache` of lru-cache, which is bounded. */
export interface CacheStore {
  get(key: string): unknown
  set(key: string, value: object): unknown
  delete(key: string): unknown
}

/** The option `cache`. */
export interface CacheOptions {
  store: CacheStore
  /** The maximum age of a row in milliseconds, above 0. Without a bus, changes by other processes take that long to be seen. */
  ttl: number
}

/** A key that no row has, since each begins with a digest. */
const noKey = ''

export function resolveCache(options: CacheOptions): CacheOptions {
  const { store, ttl } = knownOptions('cache', options, { store: true, ttl: true })
  if (typeof store?.get !== 'function' || typeof store.set !== 'function' || typeof store.delete !== 'function') {
    throw new TypeError('cache.store must have the methods get, set and delete')
  }
  if (typeof ttl !== 'number' || !(ttl > 0 && ttl < Infinity)) {
    throw new TypeError('cache.ttl must be a number of milliseconds above 0')
  }
  const answer = store.get(noKey)
  if (settled(answer) !== answer) {
    throw new TypeError('cache.store must answer at once: its method get returns a promise')
  }
  return { store, ttl }
}

/** Returns what a store has answered; undefined for a promise, whose rejection only means that nothing was cached. */
export function settled(answer: unknown): unknown {
  if (typeof (answer as PromiseLike<unknown> | null | undefined)?.then !== 'function') return answer
  Promise.resolve(answer).catch(() => undefined)
  return undefined
}
