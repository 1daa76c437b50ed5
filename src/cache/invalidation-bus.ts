/** Who listens to a bus. */
export interface InvalidationSubscriber {
  /** A message that this or another process has published. */
  onMessage(message: string): void
  /** From now on, every message will arrive. */
  onConnected(): void
  /** From now on, messages may be lost. */
  onDisconnected(): void
}

/**
 * Tells other processes what was invalidated, so that their caches let go of it. Messages are opaque texts below 8,000
 * bytes; there is no token in them.
 */
export interface InvalidationBus {
  /** Resolves when the message is on its way. */
  publish(message: string): Promise<void>
  subscribe(subscriber: InvalidationSubscriber): void
}
