import { timingSafeEqual } from 'node:crypto'

import type { TokenRow } from '../client/token-client.js'
import type { TokenContext } from '../context.js'
import { digestCandidates } from '../digests/digest.js'
import type { Projection } from './look-up.js'

/** The row of a token, by all configured digests in one query. */
export async function findRow(
  { lookUps, options }: TokenContext,
  token: string,
  projection: Projection,
): Promise<TokenRow | undefined> {
  const candidates = digestCandidates(options.digests, token)
  const rows = await lookUps.find(candidates, projection)
  for (const candidate of candidates) {
    const row = rows.get(candidate)
    // A collation may have found more than what was asked for.
    if (row && isSame(candidate, String(row['token']))) return row
  }
  return undefined
}

/** In constant time, so that nothing is learned from how much of a digest was right. */
function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
