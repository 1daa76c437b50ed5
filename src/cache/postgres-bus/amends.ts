import { Backoff } from './backoff.js'

/** Tells the others everything once they were not told of something, again and again until that has worked. */
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

  /** Now, where they are due. */
  async make(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (!this.#areDue) return
    // Before it is sent: what fails from here on may come too late for it.
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
