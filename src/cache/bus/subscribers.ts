import type { InvalidationSubscriber } from '../invalidation-bus.js'

/** All subscribers of a bus, as one. */
export class Subscribers implements InvalidationSubscriber {
  readonly #subscribers = new Set<InvalidationSubscriber>()

  add(subscriber: InvalidationSubscriber): void {
    this.#subscribers.add(subscriber)
  }

  onMessage(message: string): void {
    for (const subscriber of [...this.#subscribers]) subscriber.onMessage(message)
  }

  onConnected(): void {
    for (const subscriber of [...this.#subscribers]) subscriber.onConnected()
  }

  onDisconnected(error?: unknown): void {
    for (const subscriber of [...this.#subscribers]) subscriber.onDisconnected(error)
  }
}
