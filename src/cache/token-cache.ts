/** Where rows are kept: a `Map` will do, and an `LRUCache` of lru-cache, which is bounded. */
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

interface Entry<Value> {
  /** A store may be shared by mistake, and sequences mean nothing to another cache. */
  readonly owner: TokenCache<Value>
  readonly value: Value
  readonly until: number
  readonly sequence: number
  readonly tags: readonly string[]
}

interface Tombstone {
  readonly sequence: number
  readonly until: number
  /** Until then, rows may still be read as they were: the app's transaction may not be over. */
  readonly blockedUntil: number
}

/**
 * In times of the `ttl`, how long a tombstone lasts: one for the rows that were read before it, one more because the clock
 * may have been set back since they were read, and one because it may be set back after the tombstone has gone.
 */
const tombstoneLife = 3

/** The moment at which a look-up began: what is invalidated later than that cannot be cached by it. */
export interface LookUpStart {
  readonly sequence: number
  readonly time: number
}

/**
 * Rows that were good a moment ago. Each has tags; an invalidation leaves a tombstone for its tags, which lasts longer
 * than any row that was read before it.
 */
export class TokenCache<Value = unknown> {
  readonly #store: CacheStore
  readonly #ttl: number
  readonly #tombstones = new Map<string, Tombstone>()
  #sequence = 0
  #latest = -Infinity
  /** What began earlier is gone. */
  #oldestSequence = 0
  #isPaused = false

  constructor({ store, ttl }: CacheOptions) {
    this.#store = store
    this.#ttl = ttl
  }

  get(key: string, time: number): Value | undefined {
    this.#watchClock(time)
    if (this.#isPaused) return undefined
    const entry = this.#store.get(key) as Entry<Value> | undefined
    if (entry?.owner !== this) return undefined
    if (entry.until > time && !this.#isDead(entry, time)) return entry.value
    this.#store.delete(key)
    return undefined
  }

  /** To be called before the query is sent. */
  begin(time: number): LookUpStart {
    this.#watchClock(time)
    return { sequence: this.#sequence, time }
  }

  set(key: string, value: Value, tags: readonly string[], start: LookUpStart, time: number): void {
    const entry: Entry<Value> = {
      owner: this,
      value,
      until: start.time + this.#ttl,
      sequence: start.sequence,
      tags: [...tags, everything],
    }
    if (!this.#isPaused && !this.#isDead(entry, time)) this.#store.set(key, entry)
  }

  /** To be called after the commit; `isBlocking` where that is not known: then nothing is cached for a `ttl`. */
  invalidate(tags: readonly string[], time: number, isBlocking = false): void {
    this.#watchClock(time)
    this.#sequence++
    for (const tag of tags) {
      const blockedAlready = this.#tombstones.get(tag)?.blockedUntil ?? -Infinity
      // In the order of their ends, so that the oldest come first.
      this.#tombstones.delete(tag)
      this.#tombstones.set(tag, {
        sequence: this.#sequence,
        until: time + tombstoneLife * this.#ttl,
        blockedUntil: isBlocking ? time + this.#ttl : blockedAlready,
      })
    }
    for (const [tag, tombstone] of this.#tombstones) {
      if (tombstone.until > time) break
      this.#tombstones.delete(tag)
    }
  }

  /** While it is not known what others invalidate, nothing is answered from here. */
  pause(): void {
    this.#isPaused = true
  }

  resume(time: number): void {
    this.invalidate([everything], time)
    this.#isPaused = false
  }

  /** A clock that is set back by more than a `ttl` would give old rows a new life. */
  #watchClock(time: number): void {
    if (time < this.#latest - this.#ttl) {
      this.#oldestSequence = ++this.#sequence
      this.#latest = time
    }
    if (time > this.#latest) this.#latest = time
  }

  #isDead(entry: Entry<Value>, time: number): boolean {
    if (entry.sequence < this.#oldestSequence) return true
    if (this.#tombstones.size === 0) return false
    for (const tag of entry.tags) {
      const tombstone = this.#tombstones.get(tag)
      if (!tombstone) continue
      if (tombstone.sequence > entry.sequence || tombstone.blockedUntil > time) return true
    }
    return false
  }
}

/** The tag that every row has. */
export const everything = 'all'
