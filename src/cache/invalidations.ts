import { withDeadline } from '../util/deadline.js'
import type { EventSink } from '../events/event-sink.js'
import type { InvalidationBus } from './invalidation-bus.js'
import { everything } from '../client/id-tags.js'
import type { TokenCache } from './token-cache.js'

/** What the stages tell which rows caches have to forget. */
export interface InvalidationSink {
  /** `hasChanged` is false when the statement found nothing: then there is no commit to wait for. Default: true. */
  invalidate(tags: readonly string[], hasChanged?: boolean): Promise<void>
}

interface Parts {
  readonly cache: TokenCache | undefined
  readonly bus: InvalidationBus | undefined
  /** The maximum number of milliseconds to wait for the bus. */
  readonly publishTimeout: number
  readonly clock: () => Date
  readonly events: EventSink
}

/** PostgreSQL takes 8,000 bytes. */
const longestMessage = 7_900

/** Invalidates rows in the cache of this process and of others. */
export class Invalidations implements InvalidationSink {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
    const { cache, bus, clock, events } = parts
    if (!cache || !bus) return
    cache.pause()
    bus.subscribe({
      onMessage: (message) => {
        this.#receive(cache, message)
      },
      onConnected: () => {
        cache.resume(clock().getTime())
      },
      onDisconnected: (error) => {
        cache.pause()
        if (error !== undefined) events.emit('invalidationBusDisconnected', { error })
      },
    })
  }

  invalidate(tags: readonly string[]): Promise<void> {
    return this.#invalidate(tags, false)
  }

  /** Returns a sink for a transaction whose commit the library does not see. */
  blocking(): InvalidationSink {
    return { invalidate: (tags, hasChanged = true) => this.#invalidate(tags, hasChanged) }
  }

  async #invalidate(tags: readonly string[], isBlocking: boolean): Promise<void> {
    const { cache, bus, publishTimeout, clock, events } = this.#parts
    cache?.invalidate(tags, clock().getTime(), isBlocking)
    if (!bus) return
    const message = `The invalidation bus has not published within ${publishTimeout} ms`
    try {
      await withDeadline(publish(bus, messageOf(tags, isBlocking)), { milliseconds: publishTimeout, message })
    } catch (error) {
      // The change is stored: the call has succeeded, though others may learn of it late.
      events.emit('invalidationBusFailed', { error })
    }
  }

  #receive(cache: TokenCache, message: string): void {
    const { tags, isBlocking } = parseMessage(message)
    cache.invalidate(tags, this.#parts.clock().getTime(), isBlocking)
  }
}

/** Keeps invalidations until the commit. */
export class DeferredInvalidations implements InvalidationSink {
  readonly #tags = new Set<string>()

  invalidate(tags: readonly string[]): Promise<void> {
    for (const tag of tags) this.#tags.add(tag)
    return Promise.resolve()
  }

  async deliverTo(sink: InvalidationSink): Promise<void> {
    if (this.#tags.size > 0) await sink.invalidate([...this.#tags])
  }
}

/** Turns what a bus of the app's throws into a rejection. */
async function publish(bus: InvalidationBus, message: string): Promise<void> {
  await bus.publish(message)
}

function messageOf(tags: readonly string[], isBlocking: boolean): string {
  const message = JSON.stringify({ tags, isBlocking })
  return Buffer.byteLength(message) <= longestMessage ? message : JSON.stringify({ tags: [everything], isBlocking })
}

/** Parses a message. One that is malformed stands for everything. */
function parseMessage(message: string): { tags: string[]; isBlocking: boolean } {
  try {
    const { tags, isBlocking } = JSON.parse(message) as { tags: unknown; isBlocking: unknown }
    if (Array.isArray(tags)) return { tags: tags.map(String), isBlocking: isBlocking === true }
  } catch {
    // Falls through.
  }
  return { tags: [everything], isBlocking: false }
}
