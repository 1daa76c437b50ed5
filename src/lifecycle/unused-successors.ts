import { usableWhere } from '../client/token-status.js'
import type { TokenWhere } from '../client/token-row.js'
import type { TokenModel } from '../client/token-model.js'

/** The filter for tokens that came out of a rotation and were never used. */
export const unusedSuccessor: TokenWhere = { valid: true, lastUsed: null, familyId: { not: null }, successorId: null }

/** As many ids as go into one statement; SQLite takes 999 parameters. */
export const idsAtOnce = 400

/**
 * The filter that leaves out unused successors of tokens that still work: these could never be rotated again without them.
 * `where` finds at most {@link idsAtOnce} unused successors.
 */
export async function notAwaited({ reader }: TokenModel, where: TokenWhere, now: Date): Promise<TokenWhere> {
  const unused = await reader.findMany({ where, select: { id: true, familyId: true } })
  if (unused.length === 0) return {}
  // Only families have an index.
  const families = [...new Set(unused.map(({ familyId }) => familyId))]
  const predecessors = await reader.findMany({
    where: { AND: [usableWhere(now), { familyId: { in: families }, successorId: { not: null } }] },
    select: { successorId: true },
  })
  const awaited = new Set(predecessors.map(({ successorId }) => successorId))
  return { NOT: { id: { in: unused.flatMap(({ id }) => (awaited.has(id) ? [id] : [])) } } }
}
