interface Owner {
  /** Sends what is to be heard. */
  beat(): void
  onSilence(): void
}

/** Looks, once in an interval, whether anything was heard since the last beat: a dead connection says nothing of itself. */
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
      // A process that was busy for long reads what has come meanwhile before it judges.
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
