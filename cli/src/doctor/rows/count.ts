import type { TokenModel } from '../../../../src/client/token-model.js'
import type { TokenWhere } from '../../../../src/client/token-row.js'

/** Beyond it, nobody needs to know how many. */
export const countLimit = 100_000

/** Counts tokens, and stops above the limit. */
export function countUpTo({ reader }: TokenModel, where: TokenWhere, limit = countLimit): Promise<number> {
  const counter = reader as unknown as { count(args: { where: TokenWhere; take: number }): Promise<number> }
  return counter.count({ where, take: limit + 1 })
}

/** Says how many tokens there are. */
export function tokens(count: number, limit = countLimit): string {
  if (count > limit) return `more than ${limit.toLocaleString('en')} tokens`
  return count === 1 ? '1 token' : `${count.toLocaleString('en')} tokens`
}
