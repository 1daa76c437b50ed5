interface Owner {
  /** Sends a message to itself. */
  beat(): void
  onSilence(): void
}

/** Checks once per interval whether anything was heard since the last beat: a dead connection reports no error. */
export class Heartbeat {
  readonly #interval: number
  readonly #owner: Owner
  #timer: NodeJS.Timeout | undefined
  #hasHeard = true

  constructor(interval: number, owner: Owner) {
    this.#interval = interval
    this.#owner = owner
  }

  start(): void {
    this.#timer = setInterval(() => {
      // A process that was busy reads what has arrived before it judges.
      setImmediate(() => {
        this.#check()
      })
    }, this.#interval).unref()
  }

  hear(): void {
    this.#hasHeard = true
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #check(): void {
    if (!this.#timer) return
    if (!this.#hasHeard) {
      this.#owner.onSilence()
      return
    }
    this.#hasHeard = false
    this.#owner.beat()
  }
}
