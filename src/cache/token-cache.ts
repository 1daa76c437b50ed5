import { everything } from '../client/id-tags.js'
import { type CacheOptions, type CacheStore, settled } from './cache-store.js'
import { Generations } from './generations.js'

interface Entry<Value> {
  /** Sequences mean nothing to another cache, should a store be shared by mistake. */
  readonly owner: TokenCache<Value>
  readonly value: Value
  readonly start: LookUpStart
  readonly tags: readonly string[]
}

interface Tombstone {
  readonly sequence: number
  /** Look-ups that began before that may have read rows as they were, if the app's transaction was still open. */
  readonly blockedUntil: number
}

/** The moment at which a look-up began: it cannot cache what is invalidated later. */
export interface LookUpStart {
  readonly sequence: number
  readonly time: number
}

/** Beyond that, one invalidation of everything replaces them. */
const mostTombstones = 10_000

/** Beyond that, every tag counts as held. */
const mostHeldTags = 100_000

/** Beyond that, no running look-up is cached. */
const mostRecentTags = 1_000

/**
 * A cache of usable rows. Each row has tags. An invalidation leaves a tombstone for a tag that a row in the store may have; one
 * that no row has, such as that of a token that does not exist, only matters to running look-ups.
 */
export class TokenCache<Value = unknown> {
  readonly #store: CacheStore
  readonly #ttl: number
  readonly #tombstones: Generations<Tombstone>
  /** The tags of the rows in the store, and of some that have been dropped. */
  readonly #held: Generations<true>
  /** The sequences of the last invalidations that left no tombstone. */
  #recent = new Map<string, number>()
  /** Look-ups that began earlier are not cached. */
  #oldestLookUp = 0
  #everything: Tombstone = { sequence: 0, blockedUntil: -Infinity }
  #lastBlockedUntil = -Infinity
  #sequence = 0
  #time = -Infinity
  #isPaused = false

  constructor({ store, ttl }: CacheOptions) {
    this.#store = store
    this.#ttl = ttl
    // A row that was read just before the end of a block lives for one more `ttl`.
    this.#tombstones = new Generations(2 * ttl)
    this.#held = new Generations(ttl)
  }

  /** The number of tags in memory. */
  get size(): number {
    return this.#tombstones.size + this.#held.size + this.#recent.size
  }

  get(key: string, time: number): Value | undefined {
    const now = this.#now(time)
    if (this.#isPaused) return undefined
    const entry = settled(this.#store.get(key)) as Entry<Value> | undefined
    if (entry?.owner !== this) return undefined
    if (entry.start.time + this.#ttl > now && !this.#isDead(entry, now)) return entry.value
    settled(this.#store.delete(key))
    return undefined
  }

  /** Marks the beginning of a look-up. Call it before the query is sent. */
  begin(time: number): LookUpStart {
    return { time: this.#now(time), sequence: this.#sequence }
  }

  set(key: string, value: Value, tags: readonly string[], start: LookUpStart, time: number): void {
    const now = this.#now(time)
    if (this.#isPaused || start.time + this.#ttl <= now || start.sequence < this.#oldestLookUp) return
    if (tags.some((tag) => (this.#recent.get(tag) ?? 0) > start.sequence)) return
    const entry: Entry<Value> = { owner: this, value, start, tags }
    if (this.#isDead(entry, now)) return
    for (const tag of tags) this.#held.set(this.#held.size < mostHeldTags ? tag : everything, true, now)
    settled(this.#store.set(key, entry))
  }

  /**
   * Invalidates rows. Call it after the commit; `isBlocking` when the commit is not known: then nothing is cached for a `ttl`.
   */
  invalidate(tags: readonly string[], time: number, isBlocking = false): void {
    const now = this.#now(time)
    const sequence = ++this.#sequence
    const blockedUntil = isBlocking ? now + this.#ttl : -Infinity
    this.#lastBlockedUntil = Math.max(this.#lastBlockedUntil, blockedUntil)
    this.#tombstones.age(now)
    for (const tag of tags) {
      if (tag === everything) this.#everything = stronger(this.#everything, { sequence, blockedUntil })
      else if (isBlocking || this.#mayBeHeld(tag, now)) this.#bury(tag, { sequence, blockedUntil }, now)
      else this.#remember(tag, sequence)
    }
  }

  /** Stops answering, since invalidations of others may be lost. */
  pause(): void {
    this.#isPaused = true
  }

  resume(time: number): void {
    this.invalidate([everything], time)
    this.#isPaused = false
  }

  #mayBeHeld(tag: string, now: number): boolean {
    return this.#held.get(tag, now) ?? this.#held.get(everything, now) ?? false
  }

  #bury(tag: string, tombstone: Tombstone, now: number): void {
    if (this.#tombstones.size >= mostTombstones) this.#collapse()
    else this.#tombstones.set(tag, stronger(this.#tombstones.get(tag, now), tombstone), now)
  }

  #remember(tag: string, sequence: number): void {
    if (this.#recent.size < mostRecentTags) this.#recent.set(tag, sequence)
    else {
      this.#recent = new Map()
      this.#oldestLookUp = sequence
    }
  }

  /** Drops all rows, and blocks them for as long as any tombstone did. */
  #collapse(): void {
    this.#everything = { sequence: this.#sequence, blockedUntil: this.#lastBlockedUntil }
    this.#tombstones.clear()
    this.#held.clear()
    this.#recent = new Map()
  }

  /**
   * Returns the time of the cache, which never goes back: it waits for a clock that was set back by a little. When it was set
   * back by more than a `ttl`, which would prolong the life of old rows, all rows are dropped and the time follows the clock.
   */
  #now(time: number): number {
    if (time > this.#time) this.#time = time
    else if (time < this.#time - this.#ttl) {
      this.#lastBlockedUntil = this.#lastBlockedUntil > this.#time ? time + this.#ttl : -Infinity
      this.#time = time
      this.#sequence++
      this.#collapse()
    }
    return this.#time
  }

  #isDead(entry: Entry<Value>, now: number): boolean {
    if (isOver(this.#everything, entry.start)) return true
    if (this.#tombstones.size === 0) return false
    for (const tag of entry.tags) {
      const tombstone = this.#tombstones.get(tag, now)
      if (tombstone && isOver(tombstone, entry.start)) return true
    }
    return false
  }
}

function isOver(tombstone: Tombstone, start: LookUpStart): boolean {
  return start.sequence < tombstone.sequence || start.time < tombstone.blockedUntil
}

/** A later tombstone blocks for as long as an earlier one. */
function stronger(earlier: Tombstone | undefined, later: Tombstone): Tombstone {
  return earlier && earlier.blockedUntil > later.blockedUntil
    ? { sequence: later.sequence, blockedUntil: earlier.blockedUntil }
    : later
}
