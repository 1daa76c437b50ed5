/** The events of a connection: at most one `onLost`, and nothing after it. */
export interface ConnectionEvents {
  /** Messages arrive from now on, as one of its own has shown. */
  onListening(): void
  onMessage(message: string): void
  onLost(error: unknown): void
}

/** One connection of a bus, from opening to end; a reconnection is another object. */
export interface BusConnection {
  open(): void
  send(message: string): Promise<void>
  /** Resolves within so many milliseconds. */
  end(milliseconds: number): Promise<void>
}
