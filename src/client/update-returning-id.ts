import { returnsRows } from './dialect.js'
import { retryConflicts } from './retry-conflicts.js'
import type { TokenData, TokenWhere } from './token-client.js'
import type { TokenModel } from './token-model.js'
import { write } from './write.js'

const select = { id: true }

/**
 * Updates the one row that `row` finds, if the condition holds for it, and returns its id; `undefined` when it does not, or
 * there is no such row.
 */
export async function updateReturningId(
  model: TokenModel,
  row: TokenWhere,
  data: TokenData,
  condition: TokenWhere = {},
): Promise<unknown> {
  const where = { AND: [row, condition] }
  if (returnsRows(model.client)) {
    const update = () => write(model, (delegate) => delegate.updateManyAndReturn({ where, data, select }))
    return (await retryConflicts(model.client, update))[0]?.id
  }
  const update = () => write(model, (delegate) => delegate.updateMany({ where, data }))
  const { count } = await retryConflicts(model.client, update)
  if (count === 0) return undefined
  return Object.hasOwn(row, 'id') ? row.id : (await model.reader.findFirst({ where: row, select }))?.id
}
