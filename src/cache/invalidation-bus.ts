/** A repository with a cache, which listens to a bus. It counts as disconnected until the bus says otherwise. */
export interface InvalidationSubscriber {
  /** Called with a message that this or another process has published. May also be called while disconnected. */
  onMessage(message: string): void
  /**
   * Called when every message arrives from now on, until {@link onDisconnected}. A bus must have seen that to be true: the
   * cache forgets its rows, and begins to answer.
   */
  onConnected(): void
  /**
   * Called when messages may be lost from now on: the cache answers nothing until {@link onConnected}. A bus calls it as soon
   * as it can know, and detects connections that die silently.
   *
   * @param error - Why, for the event `invalidationBusDisconnected`. None when the app has closed the bus.
   */
  onDisconnected(error?: unknown): void
}

/**
 * Tells the caches of all processes what to forget. Messages are opaque strings of fewer than 8,000 bytes without any token. A
 * string that no repository has written, such as an empty one, makes them forget everything.
 */
export interface InvalidationBus {
  /**
   * Called once a change is stored; the caller waits for it, for `publishTimeout` at most. Resolves when every connected
   * subscriber, in this process too, will get the message or be told that it is disconnected. Rejects when that is not certain:
   * then the bus retries by itself, with the message or with one that makes them forget everything.
   */
  publish(message: string): Promise<void>
  /**
   * Called once by each repository. A bus that is already connected calls `onConnected` for later subscribers, at once if it
   * likes. The methods of a subscriber do not throw.
   */
  subscribe(subscriber: InvalidationSubscriber): void
}
