import { knownOptions } from '../arguments/known-options.js'

/** Where rows are kept: a `Map` will do, and an `LRUCache` of lru-cache, which is bounded. Its methods answer at once. */
export interface CacheStore {
  get(key: string): unknown
  set(key: string, value: object): unknown
  delete(key: string): unknown
}

/** The option `cache`. */
export interface CacheOptions {
  store: CacheStore
  /** Milliseconds for which a row may answer, above 0. Another process may be that stale without a bus. */
  ttl: number
}

/** A key that no row has: each begins with a digest. */
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

/** What a store has answered; undefined for a promise, whose rejection is nobody else's concern: then nothing was cached. */
export function settled(answer: unknown): unknown {
  if (typeof (answer as PromiseLike<unknown> | null | undefined)?.then !== 'function') return answer
  Promise.resolve(answer).catch(() => undefined)
  return undefined
}
