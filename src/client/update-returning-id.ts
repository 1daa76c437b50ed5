import type { Id } from './id.js'
import { retryConflicts } from './retry-conflicts.js'
import type { TokenModel } from './token-model.js'
import type { TokenData, TokenWhere } from './token-row.js'

/**
 * Updates the one row that `row` matches, if it meets the condition, and returns its id; undefined when there is no such row.
 */
export function updateReturningId(
  model: TokenModel,
  row: TokenWhere,
  data: TokenData,
  condition: TokenWhere = {},
): Promise<Id | undefined> {
  return retryConflicts(model.client, () => model.database.updateReturningId(model, row, data, condition))
}
