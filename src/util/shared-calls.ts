interface Batch<Call, Outcome> {
  readonly calls: Call[]
  readonly outcome: Promise<Outcome>
  /** Runs the calls, once. */
  readonly close: () => void
}

interface Options<Call, Outcome> {
  /** Runs calls with the same key together. */
  readonly run: (calls: readonly Call[]) => Promise<Outcome>
  /** The maximum number of calls that run together. */
  readonly largest: number
  /** Milliseconds to wait for more calls; 0: to the end of the turn. */
  readonly delay?: number
}

/** Runs calls together: those of one turn of the event loop, or within a delay, that have the same key. */
export class SharedCalls<Call, Outcome> {
  readonly #options: Options<Call, Outcome>
  readonly #batches = new Map<unknown, Batch<Call, Outcome>>()

  constructor(options: Options<Call, Outcome>) {
    this.#options = options
  }

  /** Returns the outcome of all calls that this one runs with. */
  add(key: unknown, call: Call): Promise<Outcome> {
    const batch = this.#batches.get(key) ?? this.#open(key)
    batch.calls.push(call)
    if (batch.calls.length === this.#options.largest) batch.close()
    return batch.outcome
  }

  /** Runs what is waiting now. */
  flush(): void {
    for (const batch of this.#batches.values()) batch.close()
  }

  #open(key: unknown): Batch<Call, Outcome> {
    const { run, delay = 0 } = this.#options
    const calls: Call[] = []
    let resolve!: (outcome: Promise<Outcome>) => void
    const outcome = new Promise<Outcome>((settle) => (resolve = settle))
    const close = () => {
      if (this.#batches.get(key) !== batch) return
      this.#batches.delete(key)
      clearTimeout(timer)
      resolve(run(calls))
    }
    const batch: Batch<Call, Outcome> = { calls, outcome, close }
    this.#batches.set(key, batch)
    const timer = delay === 0 ? undefined : setTimeout(close, delay)
    if (!timer) setImmediate(close)
    return batch
  }
}
