import { timerMilliseconds } from '../arguments/checks.js'
import { knownOptions } from '../arguments/known-options.js'

/**
 * Counts requests, and says when there are too many. The limiters of `rate-limiter-flexible` fit.
 *
 * @example
 * ```ts
 * const limiter = { failures: new RateLimiterMemory({ points: 20, duration: 60 }) }
 * const tokens = new WebAPITokenRepository(prisma, { limiter })
 * ```
 */
export interface TokenLimiter {
  /**
   * Takes points from what a key has left; 0 points only ask whether there are too few. A limiter that has no `points` counts these
   * questions, too.
   *
   * @returns A promise that rejects when there are too few: with `msBeforeNext`, the number of milliseconds until there are more, or
   * with anything that is no `Error`. Any other error is a failure of the limiter.
   */
  consume(key: string, points?: number): Promise<unknown>
}

/** The option `limiter`, where the two limits differ. */
export interface TokenLimiterOptions {
  /**
   * Counts the refused tokens of an address by the key `address:<address>`, and is asked before the query. Only calls that know the
   * `address` are counted.
   */
  failures?: TokenLimiter | undefined
  /** Counts the requests of each usable token, by the key `token:<id>`. */
  tokens?: TokenLimiter | undefined
  /** The maximum number of milliseconds to wait for an answer. Without one, the request goes on. Default: 1,000. */
  timeout?: number | undefined
}

export interface Limits {
  readonly failures: TokenLimiter | undefined
  readonly tokens: TokenLimiter | undefined
  readonly timeout: number
}

/** Checks the option. A single limiter counts both. */
export function resolveLimiter(given: TokenLimiter | TokenLimiterOptions | undefined): Limits | undefined {
  if (given === undefined) return undefined
  const options = isLimiter(given) ? { failures: given, tokens: given } : given
  const { failures, tokens, timeout = 1_000 } = knownOptions('limiter', options, optionKeys)
  for (const [name, limiter] of Object.entries({ failures, tokens })) {
    if (limiter !== undefined && !isLimiter(limiter))
      throw new TypeError(`limiter.${name} must have the method consume`)
  }
  return { failures, tokens, timeout: timerMilliseconds('limiter.timeout', timeout) }
}

const optionKeys = { failures: true, tokens: true, timeout: true } as const

function isLimiter(value: unknown): value is TokenLimiter {
  return typeof (Object(value) as { consume?: unknown }).consume === 'function'
}
