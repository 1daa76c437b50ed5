import { timingSafeEqual } from 'node:crypto'

import { rowTags } from '../context/tags.js'
import type { KeyedProjection } from '../client/keyed-projection.js'
import { projected } from '../client/projection.js'
import type { TokenRow } from '../client/token-row.js'
import type { TokenContext } from '../context/context.js'
import { refusalOf } from './decide.js'
import type { FoundToken } from '../client/found-token.js'

/** What is looked for: the token, the digests that it may be stored as, and what the app wants to know of it. */
export interface Search {
  readonly plaintext: string
  readonly candidates: readonly string[]
  readonly projection: KeyedProjection
}

/** From the cache, where it is there: at once, since most requests of a busy app come this way. */
export function cachedToken({ cache }: TokenContext, search: Search, now: Date): FoundToken | undefined {
  const key = cacheKey(search)
  if (!cache || key === undefined) return undefined
  const found = cache.get(key, now.getTime())
  // The app may change its record; the next request gets another one.
  return found && { row: found.row, record: { ...found.record } }
}

/** From the database, by all of its candidates in one query; a good one is in the cache then. */
export async function findToken(context: TokenContext, search: Search): Promise<FoundToken | undefined> {
  const { cache, lookUps, settings } = context
  const { plaintext, candidates, projection } = search
  const key = cacheKey(search)
  const start = cache?.begin(settings.clock().getTime())
  const row = matchingRow(candidates, await lookUps.find(candidates, projection))
  if (!row) return undefined
  const found = { row, record: projected(row, projection) }
  // A row of another digest is about to be changed.
  if (cache && start && key !== undefined && row.token === candidates[0] && !refusalOf(row, settings.clock())) {
    const value = { row, record: { ...found.record } }
    cache.set(key, value, rowTags(settings, plaintext, row), start, settings.clock().getTime())
  }
  return found
}

function cacheKey({ candidates: [digest = ''], projection: { key } }: Search): string | undefined {
  return key === undefined ? undefined : digest + key
}

function matchingRow(candidates: readonly string[], rows: ReadonlyMap<string, TokenRow>): TokenRow | undefined {
  for (const candidate of candidates) {
    const row = rows.get(candidate)
    // A collation may have found more than what was asked for.
    if (row && isSame(candidate, row.token)) return row
  }
  return undefined
}

/** In constant time, so that nothing is learned from how much of a digest was right. */
function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
