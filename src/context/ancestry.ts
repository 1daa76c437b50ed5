import { retryConflicts } from '../client/retry-conflicts.js'
import type { Id } from '../client/id.js'
import type { TokenModel } from '../client/token-model.js'
import { ownerOf, type TokenRow } from '../client/token-row.js'
import { scopesOf } from '../scopes/scopes-of.js'
import type { RepositoryContext } from './context.js'
import { earlier } from './expiry.js'
import { coveredScopes } from './granted-scopes.js'

/** The maximum number of tokens above a token: each costs its authentication a query. */
export const deepestAncestry = 8

/** The tokens that a token was made with, from its parent upwards. */
export interface Ancestry {
  readonly rows: readonly TokenRow[]
  /** Whether all of them are there, and usable. */
  readonly isUsable: boolean
}

/** Reads the tokens that a token was made with. What is missing, somebody else's, or above too many others is not usable. */
export async function ancestryOf({ model, settings }: RepositoryContext, child: TokenRow): Promise<Ancestry> {
  const ownerId = ownerOf(model, child)
  const rows: TokenRow[] = []
  for (let id = child.parentId ?? null; id !== null; id = rows.at(-1)?.parentId ?? null) {
    const row = rows.length < deepestAncestry ? await readAncestor(model, id, ownerId) : null
    if (!row) return { rows, isUsable: false }
    rows.push(row)
  }
  const now = settings.clock()
  return { rows, isUsable: rows.every((row) => isUsable(row, now)) }
}

/** Returns those of a token's scopes that all the tokens have that it was made with. */
export function scopesWithin(
  { settings }: Pick<RepositoryContext, 'settings'>,
  scopes: readonly string[],
  { rows }: Ancestry,
): readonly string[] {
  return rows.reduce((left, row) => coveredScopes(settings, left, scopesOf(row)), scopes)
}

/** Returns when the first of them ends; null: never. */
export function firstEnd({ rows }: Ancestry): Date | null {
  return rows.reduce<Date | null>((end, row) => earlier(end, row.expires), null)
}

export function isUsable({ valid, expires }: Pick<TokenRow, 'valid' | 'expires'>, now: Date): boolean {
  return valid === true && (expires === null || now < expires)
}

function readAncestor(model: TokenModel, id: Id, ownerId: Id | null): Promise<TokenRow | null> {
  const select = { id: true, valid: true, expires: true, parentId: true, ...(model.has('scopes') && { scopes: true }) }
  return retryConflicts(model.client, () =>
    model.reader.findFirst({ where: { id, [model.ownerField]: ownerId }, select }),
  )
}
