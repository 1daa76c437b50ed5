import type { Id } from '../client/id.js'
import type { TokenContext } from '../context/context.js'
import type { TokenLimiter } from '../context/limiter.js'
import { withDeadline } from '../util/deadline.js'

/** There are too many requests. */
export interface Exceeded {
  /** Seconds until there may be more; undefined where the limiter does not say. */
  readonly retryAfter: number | undefined
}

/** Asks whether too many tokens of an address were refused. */
export async function failuresExceeded(context: TokenContext, address: string | undefined) {
  return address === undefined ? undefined : consume(context, 'failures', `address:${address}`, 0)
}

/** Counts a refused token. What comes of it is up to the next request. */
export async function countFailure(context: TokenContext, address: string | undefined): Promise<void> {
  if (address !== undefined) await consume(context, 'failures', `address:${address}`, 1)
}

/** Counts a request of a usable token. */
export async function requestsExceeded(context: TokenContext, id: Id) {
  return consume(context, 'tokens', `token:${id}`, 1)
}

/** A limiter that fails lets requests through: it must not be what an app depends on. */
async function consume(
  { settings, events }: TokenContext,
  kind: 'failures' | 'tokens',
  key: string,
  points: number,
): Promise<Exceeded | undefined> {
  const { [kind]: limiter, timeout: milliseconds = 0 } = settings.limiter ?? {}
  if (!limiter) return undefined
  try {
    const message = `The limiter has not answered within ${milliseconds} ms`
    await withDeadline(consumed(limiter, key, points), { milliseconds, message, unref: true })
  } catch (rejection) {
    const { msBeforeNext } = Object(rejection) as { msBeforeNext?: unknown }
    if (typeof msBeforeNext === 'number') return { retryAfter: secondsOf(msBeforeNext) }
    // An error of another realm is no instance of this one's class.
    if (Object.prototype.toString.call(rejection) !== '[object Error]') return { retryAfter: undefined }
    events.emit('limiterFailed', { error: rejection })
  }
  return undefined
}

/** At least 1, since 0 would be an invitation; undefined for what is no time. */
function secondsOf(milliseconds: number): number | undefined {
  return Number.isFinite(milliseconds) ? Math.max(1, Math.ceil(milliseconds / 1_000)) : undefined
}

/** A limiter of the app's may throw at once, or return no promise. */
async function consumed(limiter: TokenLimiter, key: string, points: number): Promise<void> {
  await limiter.consume(key, points)
}
