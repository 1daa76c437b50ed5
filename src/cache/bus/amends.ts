import { Backoff } from './backoff.js'

/** Makes up for messages that were not published: tells all processes to forget everything, and retries until that works. */
export class Amends {
  readonly #tellEverything: () => Promise<void>
  readonly #pauses = new Backoff()
  #areDue = false
  #timer: NodeJS.Timeout | undefined
  #hasStopped = false

  constructor(tellEverything: () => Promise<void>) {
    this.#tellEverything = tellEverything
  }

  owe(): void {
    this.#areDue = true
    if (this.#timer || this.#hasStopped) return
    this.#timer = setTimeout(() => void this.make(), this.#pauses.next()).unref()
  }

  /** Tells them now, if that is due. */
  async make(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (!this.#areDue) return
    // Before it is sent, since it may not cover what fails from here on.
    this.#areDue = false
    try {
      await this.#tellEverything()
      this.#pauses.reset()
    } catch {
      this.owe()
    }
  }

  stop(): void {
    this.#hasStopped = true
    clearTimeout(this.#timer)
  }
}
