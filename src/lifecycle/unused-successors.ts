import { usableWhere } from '../client/token-status.js'
import type { TokenWhere } from '../client/token-row.js'
import type { TokenModel } from '../client/token-model.js'

/** The filter for successors that were never used. */
export const unusedSuccessor: TokenWhere = { valid: true, lastUsed: null, familyId: { not: null }, successorId: null }

/**
 * Returns the filter that leaves out unused successors of usable tokens, which could never be rotated again without them.
 * `where` matches at most `maxIdsPerStatement` unused successors.
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
  // Not `NOT: { id: { in } }`: Prisma splits a long list, and each part of it would then match what the others leave out.
  return { id: { notIn: unused.flatMap(({ id }) => (awaited.has(id) ? [id] : [])) } }
}
