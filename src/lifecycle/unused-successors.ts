import { usableWhere } from '../client/token-status.js'
import type { TokenWhere } from '../client/token-row.js'
import type { TokenModel } from '../client/token-model.js'

/** The filter for successors that were never used. */
export const unusedSuccessor: TokenWhere = { valid: true, lastUsed: null, familyId: { not: null }, successorId: null }

/** The maximum number of ids per statement; SQLite takes 999 parameters. */
export const idsAtOnce = 400

/**
 * Returns the filter that leaves out unused successors of usable tokens, which could never be rotated again without them.
 * `where` matches at most {@link idsAtOnce} unused successors.
 */
export async function notAwaited({ reader }: TokenModel, where: TokenWhere, now: Date): Promise<TokenWhere> {
  const unused = await reader.findMany({ where, select: { id: true, familyId: true } })
  if (unused.length === 0) return {}
  // Of these columns, only the family has an index.
  const families = [...new Set(unused.map(({ familyId }) => familyId))]
  const predecessors = await reader.findMany({
    where: { AND: [usableWhere(now), { familyId: { in: families }, successorId: { not: null } }] },
    select: { successorId: true },
  })
  const awaited = new Set(predecessors.map(({ successorId }) => successorId))
  return { NOT: { id: { in: unused.flatMap(({ id }) => (awaited.has(id) ? [id] : [])) } } }
}
