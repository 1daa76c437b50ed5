import { hash, timingSafeEqual } from 'node:crypto'

import { maxTokenLength } from '../context/recognise-token.js'
import { rowTags } from '../context/tags.js'
import type { KeyedProjection } from '../client/keyed-projection.js'
import { projected } from '../client/projection.js'
import { neverRotated, type TokenRow } from '../client/token-row.js'
import type { TokenContext } from '../context/context.js'
import { refusalOf } from './decide.js'
import type { FoundToken } from '../client/found-token.js'

/** A look-up: the token, the digests it may be stored as, and the columns and relations that the app wants. */
export interface Search {
  readonly plaintext: string
  readonly candidates: readonly string[]
  readonly projection: KeyedProjection
  readonly cacheKey: string | undefined
}

/**
 * Returns the key of a token in the cache; undefined where it cannot be cached. It is a digest, since a store is no place for
 * secrets, and not one of the repository's, which may be slower and longer.
 */
export function cacheKeyOf(
  { cache, tenant }: TokenContext,
  plaintext: string,
  { key }: KeyedProjection,
): string | undefined {
  // No longer string is a token: hashing it would be work for nothing.
  if (!cache || key === undefined || plaintext.length > maxTokenLength) return undefined
  const own = hash('sha256', plaintext, 'base64') + key
  // No key of a projection has a NUL.
  return tenant === undefined ? own : `${own}\0${tenant}`
}

/** Looks a token up in the cache. Synchronous, since most requests of a busy app end here. */
export function cachedToken(
  { cache, settings }: TokenContext,
  key: string | undefined,
  now: Date,
): FoundToken | undefined {
  const found = key === undefined ? undefined : cache?.get(key, now.getTime())
  if (key !== undefined) settings.telemetry?.cacheAsked(found !== undefined)
  // A copy, since the app may change its record.
  return found && { row: found.row, record: { ...found.record } }
}

/** Looks a token up in the database, by all of its candidates in one query, and caches it when it is usable. */
export async function findToken(context: TokenContext, search: Search): Promise<FoundToken | undefined> {
  const { model, cache, lookUps, settings } = context
  const { plaintext, candidates, projection, cacheKey: key } = search
  const start = cache?.begin(settings.clock().getTime())
  const stored = matchingRow(candidates, await lookUps.find(candidates, projection))
  if (!stored) return undefined
  const row = model.has('rotation') ? stored : { ...stored, ...neverRotated }
  const found = { row, record: projected(stored, { select: projection.shown ?? projection.select }) }
  // A row with another digest is about to change.
  if (cache && start && key !== undefined && row.token === candidates[0] && !refusalOf(row, settings.clock())) {
    const value = { row, record: { ...found.record } }
    cache.set(key, value, rowTags(context, plaintext, row), start, settings.clock().getTime())
  }
  return found
}

/** Returns the row that one of a token's candidates is stored in. */
export function matchingRow(candidates: readonly string[], rows: ReadonlyMap<string, TokenRow>): TokenRow | undefined {
  for (const candidate of candidates) {
    const row = rows.get(candidate)
    // A collation may match more than what was asked for.
    if (row && isSame(candidate, row.token)) return row
  }
  return undefined
}

/** Compares in constant time, so that timing reveals nothing of a digest. */
function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
