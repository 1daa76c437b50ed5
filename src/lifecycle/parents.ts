import type { TokenModel } from '../client/token-model.js'
import type { Id } from '../client/id.js'
import type { TokenWhere } from '../client/token-row.js'
import { usableWhere } from '../client/token-status.js'

/** Returns the filter that leaves out tokens which have made usable ones: those would end with them. `where` matches few tokens. */
export async function notParents({ reader }: TokenModel, where: TokenWhere, now: Date): Promise<TokenWhere> {
  const rows = await reader.findMany({ where, select: { id: true } })
  if (rows.length === 0) return {}
  const children = await reader.findMany({
    where: { AND: [usableWhere(now), { parentId: { in: rows.map(({ id }) => id) } }] },
    select: { parentId: true },
  })
  const parents = new Set<Id>(children.flatMap(({ parentId }) => parentId ?? []))
  return parents.size === 0 ? {} : { id: { notIn: [...parents] } }
}
