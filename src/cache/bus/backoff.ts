const firstPause = 100
const longestPause = 5_000

/**
 * Pauses between attempts, each up to twice as long as the last, with jitter, so that processes do not reconnect all at once.
 */
export class Backoff {
  #pause = firstPause

  next(): number {
    const pause = this.#pause
    this.#pause = Math.min(2 * pause, longestPause)
    return pause * (0.5 + Math.random() / 2)
  }

  reset(): void {
    this.#pause = firstPause
  }
}
