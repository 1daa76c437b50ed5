import { timingSafeEqual } from 'node:crypto'

import { rowTags } from '../cache/tags.js'
import { type Projection, projectionKey } from '../client/projection.js'
import type { TokenRow } from '../client/token-client.js'
import type { TokenContext } from '../context.js'
import { refusalOf } from './decide.js'

/** The row of a token, from the cache or by all of its candidates in one query. */
export async function findRow(
  { cache, lookUps, options }: TokenContext,
  token: string,
  candidates: readonly string[],
  projection: Projection,
): Promise<TokenRow | undefined> {
  const [digest] = candidates
  if (!cache || digest === undefined) return rowOf(candidates, await lookUps.find(candidates, projection))

  const key = digest + projectionKey(projection)
  const now = options.clock().getTime()
  const cached = cache.get(key, now)
  if (cached) return cached
  const start = cache.begin(now)
  const row = rowOf(candidates, await lookUps.find(candidates, projection))
  // A row of another digest is about to be changed.
  if (row?.token === digest && !refusalOf(row, options.clock())) {
    cache.set(key, row, rowTags(options, token, row), start, options.clock().getTime())
  }
  return row
}

function rowOf(candidates: readonly string[], rows: ReadonlyMap<string, TokenRow>): TokenRow | undefined {
  for (const candidate of candidates) {
    const row = rows.get(candidate)
    // A collation may have found more than what was asked for.
    if (row && isSame(candidate, String(row.token))) return row
  }
  return undefined
}

/** In constant time, so that nothing is learned from how much of a digest was right. */
function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
