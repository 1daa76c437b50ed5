import { everything } from '../cache/bus/everything.js'
import { Subscribers } from '../cache/bus/subscribers.js'
import type { InvalidationBus, InvalidationSubscriber } from '../cache/invalidation-bus.js'

/** A bus of one process, whose connection a test takes away and gives back. */
export interface InProcessInvalidationBus extends InvalidationBus {
  /** Loses the connection: caches that listen answer nothing, and to publish fails. */
  disconnect(error?: unknown): void
  /** Has the connection back. What could not be published is made up for: all caches forget everything. */
  reconnect(): void
  /** Opens another connection, as another process has one: both hear what either publishes. */
  duplicate(): InProcessInvalidationBus
  /** Loses the connection for good. */
  close(): Promise<void>
}

/**
 * Creates a bus for an app's tests, which needs no server: with it, repositories of one process tell each other what to forget,
 * as processes do. It is connected from the beginning.
 *
 * @example
 * ```ts
 * const bus = inProcessInvalidationBus()
 * const here = new WebAPITokenRepository(prisma, { cache: { store: new Map(), ttl }, invalidationBus: bus })
 * const there = new WebAPITokenRepository(prisma, { cache: { store: new Map(), ttl }, invalidationBus: bus.duplicate() })
 * bus.disconnect() // `here` asks the database until bus.reconnect()
 * ```
 */
export function inProcessInvalidationBus(): InProcessInvalidationBus {
  return new Connection(new Set())
}

class Connection implements InProcessInvalidationBus {
  readonly #all: Set<Connection>
  readonly #subscribers = new Subscribers()
  #isConnected = true
  #isClosed = false
  #owesEverything = false

  constructor(all: Set<Connection>) {
    this.#all = all
    all.add(this)
  }

  publish(message: string): Promise<void> {
    if (!this.#isConnected) {
      this.#owesEverything = true
      return Promise.reject(new Error('The invalidation bus is not connected'))
    }
    for (const each of this.#all) if (each.#isConnected) each.#subscribers.onMessage(message)
    return Promise.resolve()
  }

  subscribe(subscriber: InvalidationSubscriber): void {
    this.#subscribers.add(subscriber)
    if (this.#isConnected) subscriber.onConnected()
  }

  disconnect(error: unknown = new Error('The invalidation bus has lost its connection')): void {
    this.#lose(error)
  }

  reconnect(): void {
    if (this.#isConnected || this.#isClosed) return
    this.#isConnected = true
    this.#subscribers.onConnected()
    if (this.#owesEverything) void this.publish(everything)
    this.#owesEverything = false
  }

  duplicate(): InProcessInvalidationBus {
    return new Connection(this.#all)
  }

  close(): Promise<void> {
    this.#lose(undefined)
    this.#isClosed = true
    this.#all.delete(this)
    return Promise.resolve()
  }

  #lose(error: unknown): void {
    if (!this.#isConnected) return
    this.#isConnected = false
    this.#subscribers.onDisconnected(error)
  }
}
