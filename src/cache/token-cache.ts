import { everything } from '../client/id-tags.js'
import { type CacheOptions, type CacheStore, settled } from './cache-store.js'
import { Generations } from './generations.js'

interface Entry<Value> {
  /** A store may be shared by mistake, and sequences mean nothing to another cache. */
  readonly owner: TokenCache<Value>
  readonly value: Value
  readonly start: LookUpStart
  readonly tags: readonly string[]
}

interface Tombstone {
  readonly sequence: number
  /** What began before that may have read rows as they were: the app's transaction may not have been over. */
  readonly blockedUntil: number
}

/** The moment at which a look-up began: what is invalidated later than that cannot be cached by it. */
export interface LookUpStart {
  readonly sequence: number
  readonly time: number
}

/** Beyond, an invalidation of everything stands for all of them. */
const mostTombstones = 10_000

/** Beyond, any tag may be held. */
const mostHeldTags = 100_000

/** Beyond, no look-up that is under way is cached. */
const mostRecentTags = 1_000

/**
 * Rows that were good a moment ago. Each has tags. An invalidation leaves a tombstone for a tag that a row in the store may
 * have; one that no row has, such as that of a token that does not exist, only matters to look-ups that are under way.
 */
export class TokenCache<Value = unknown> {
  readonly #store: CacheStore
  readonly #ttl: number
  readonly #tombstones: Generations<Tombstone>
  /** The tags of the rows in the store, and of some that are gone. */
  readonly #held: Generations<true>
  /** The sequences of the last invalidations that left no tombstone. */
  #recent = new Map<string, number>()
  /** A look-up that began earlier is not cached. */
  #oldestLookUp = 0
  #everything: Tombstone = { sequence: 0, blockedUntil: -Infinity }
  #lastBlockedUntil = -Infinity
  #sequence = 0
  #time = -Infinity
  #isPaused = false

  constructor({ store, ttl }: CacheOptions) {
    this.#store = store
    this.#ttl = ttl
    // A row that was read just before the end of a block lives for one `ttl` more.
    this.#tombstones = new Generations(2 * ttl)
    this.#held = new Generations(ttl)
  }

  /** How many tags it keeps beside the store. */
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

  /** To be called before the query is sent. */
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

  /** To be called after the commit; `isBlocking` where that is not known: then nothing is cached for a `ttl`. */
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

  /** While it is not known what others invalidate, nothing is answered from here. */
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

  /** Everything from before is gone, and blocked for as long as any of it was. */
  #collapse(): void {
    this.#everything = { sequence: this.#sequence, blockedUntil: this.#lastBlockedUntil }
    this.#tombstones.clear()
    this.#held.clear()
    this.#recent = new Map()
  }

  /**
   * The time of the cache, which never goes back: it waits for a clock that was set back by a little. By more than a `ttl`,
   * that would give old rows a new life: they go, and the time follows the clock.
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

/** A later tombstone goes on blocking for as long as an earlier one. */
function stronger(earlier: Tombstone | undefined, later: Tombstone): Tombstone {
  return earlier && earlier.blockedUntil > later.blockedUntil
    ? { sequence: later.sequence, blockedUntil: earlier.blockedUntil }
    : later
}
