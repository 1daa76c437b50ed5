interface Waiting {
  readonly message: string
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Sends one statement at a time, with all messages that are waiting: pg does not want statements to queue, and no invalidation
 * waits for the round trips of others.
 */
export class NotifyQueue {
  readonly #notify: (messages: readonly string[]) => Promise<void>
  #waiting: Waiting[] = []
  #sent: Waiting[] = []
  #end: { readonly error: unknown } | undefined

  constructor(notify: (messages: readonly string[]) => Promise<void>) {
    this.#notify = notify
  }

  send(message: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ message, resolve, reject })
      if (this.#end) this.end(this.#end.error)
      else if (this.#sent.length === 0) void this.#run()
    })
  }

  /** Rejects what waits for an answer that may never come. */
  end(error: unknown): void {
    this.#end = { error }
    for (const { reject } of [...this.#sent, ...this.#waiting.splice(0)]) reject(error)
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      this.#sent = this.#waiting.splice(0)
      try {
        await this.#notify(this.#sent.map(({ message }) => message))
        for (const { resolve } of this.#sent) resolve()
      } catch (error) {
        for (const { reject } of this.#sent) reject(error)
      }
    }
    this.#sent = []
  }
}
