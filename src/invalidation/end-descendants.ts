import type { Id } from '../client/id.js'
import { retryConflicts } from '../client/retry-conflicts.js'
import type { TokenModel } from '../client/token-model.js'
import type { TokenData, TokenWhere } from '../client/token-row.js'
import { type Change, updateTokens } from '../context/audited.js'
import type { TokenContext } from '../context/context.js'

/**
 * Ends the valid tokens that the tokens ended at this moment had made, and those that they had made, so that lists tell the truth. They do not
 * authenticate any more from the moment on that their parent has ended, whether or not this has run. `among`: a filter for the tokens
 * that were ended, where their change has not made it wrong.
 */
export async function endDescendants(
  context: TokenContext,
  ended: number,
  { among = {}, invalidDate, invalidReason }: { among?: TokenWhere; invalidDate: Date; invalidReason: string },
): Promise<number> {
  const { model } = context
  if (ended === 0 || !model.has('parent')) return 0
  const idsAtOnce = model.database.maxIdsPerStatement
  let count = 0
  for (let after: Id | undefined; ;) {
    const where = { AND: [among, { valid: false, invalidDate }, after === undefined ? {} : { id: { gt: after } }] }
    const ids = await findIds(model, where, idsAtOnce)
    count += await endDescendantsOf(context, ids, invalidDate, invalidReason)
    after = ids.at(-1)
    if (ids.length < idsAtOnce) return count
  }
}

/** Does the same for the tokens that these have made. */
export async function endDescendantsOf(
  context: TokenContext,
  ids: readonly Id[],
  invalidDate: Date,
  invalidReason: string,
): Promise<number> {
  if (ids.length === 0 || !context.model.has('parent')) return 0
  const data = { valid: false, invalidDate, invalidReason, lastUpdated: invalidDate }
  const change: Change = { type: 'invalidated', detail: { invalidReason, byParent: true } }
  return changeDescendants(context, ids, { where: { valid: true }, data, change })
}

/** Brings forward the expiry of the tokens that a token has made, and of those that they have made. */
export async function shortenDescendants(context: TokenContext, id: unknown, expires: Date): Promise<void> {
  if (!context.model.has('parent')) return
  const later = { OR: [{ expires: null }, { expires: { gt: expires } }] }
  await changeDescendants(context, [id as Id], {
    where: later,
    data: { expires },
    change: { type: 'updated', detail: { fields: ['expires'], byParent: true } },
  })
}

/** Changes those tokens that match, of each generation that comes from these parents. */
async function changeDescendants(
  context: TokenContext,
  parentIds: readonly Id[],
  { where, data, change }: { readonly where: TokenWhere; readonly data: TokenData; readonly change: Change },
): Promise<number> {
  const { model } = context
  const idsAtOnce = model.database.maxIdsPerStatement
  let count = 0
  for (let parents = [parentIds]; parents.length > 0;) {
    const children: Id[][] = []
    for (const ids of parents) {
      const found = await findIds(model, { AND: [{ parentId: { in: ids } }, where] })
      for (let start = 0; start < found.length; start += idsAtOnce) children.push(found.slice(start, start + idsAtOnce))
    }
    for (const ids of children) {
      const changed = { AND: [{ id: { in: ids } }, where] }
      const result = await retryConflicts(model.client, () => updateTokens(context, changed, data, change))
      count += result.count
    }
    parents = children
  }
  return count
}

async function findIds(model: TokenModel, where: TokenWhere, take?: number): Promise<Id[]> {
  const args = { where, select: { id: true }, orderBy: { id: 'asc' }, ...(take !== undefined && { take }) } as const
  const rows = await retryConflicts(model.client, () => model.reader.findMany(args))
  return rows.map((row) => row.id)
}
