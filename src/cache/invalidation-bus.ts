/** Who listens to a bus: a repository that has a cache. It counts as disconnected until the bus says otherwise. */
export interface InvalidationSubscriber {
  /** A message that a bus of this or another process has published. May also be called while disconnected. */
  onMessage(message: string): void
  /**
   * From now on, every message that is published arrives, until {@link onDisconnected}. Only to be called once that has
   * been seen to be true: the cache forgets what it holds, and begins to answer.
   */
  onConnected(): void
  /**
   * From now on, messages may be lost: the cache answers nothing until {@link onConnected}. A bus calls it as soon as it
   * can know, and looks for a connection that went dead without a word.
   *
   * @param error - Why, for the event `invalidationBusDisconnected`. None when the app has closed the bus.
   */
  onDisconnected(error?: unknown): void
}

/**
 * Tells the caches of all processes what was invalidated, so that they let go of it. Messages are opaque texts of fewer
 * than 8,000 bytes; there is no token in them. A text that no repository has written, such as an empty one, is about
 * everything.
 */
export interface InvalidationBus {
  /**
   * The repository calls it once the database has the change, and waits for it, for `publishTimeout` at most. Resolves
   * when every connected subscriber will get the message, those of this process too, or will be told that it is
   * disconnected. Rejects when that is not certain. Then the bus makes up for it by itself as soon as it can, with the
   * message or with one about everything.
   */
  publish(message: string): Promise<void>
  /**
   * The repository calls it once, when it is made. A bus that is connected already calls `onConnected` for each
   * subscriber that comes later, at once if it likes. The methods of a subscriber do not throw.
   */
  subscribe(subscriber: InvalidationSubscriber): void
}
