import { randomInt } from 'node:crypto'

import type { Id } from './id.js'
import type { TokenModel } from './token-model.js'
import type { TokenData, TokenRow, TokenWhere } from './token-row.js'

/** The columns that tell which token has changed, and whose it is. */
export type ChangedRow = Pick<TokenRow, 'id'> & { readonly [ownerField: string]: unknown }

/** Updates the rows that match, and returns exactly those that it has changed. The model must be on a transaction. */
export async function updateRows(model: TokenModel, where: TokenWhere, data: TokenData): Promise<ChangedRow[]> {
  const { database, delegate } = model
  if (database.returnsUpdated) return delegate.updateManyAndReturn({ where, data, select: columnsOf(model) })
  const rows = await markRows(model, where)
  for (const ids of slices(model, rows)) await delegate.updateMany({ where: { id: { in: ids } }, data })
  return rows
}

/** Deletes the rows that match, and returns exactly those that it has deleted. The model must be on a transaction. */
export async function deleteRows(model: TokenModel, where: TokenWhere): Promise<ChangedRow[]> {
  const { database, delegate } = model
  const rows = database.returnsUpdated
    ? // No deletion of Prisma's returns its rows; an update locks them.
      await delegate.updateManyAndReturn({ where, data: { lastUpdated: new Date() }, select: columnsOf(model) })
    : await markRows(model, where)
  for (const ids of slices(model, rows)) await delegate.deleteMany({ where: { id: { in: ids } } })
  return rows
}

/** Milliseconds from 1971 to 2037: what every type for times can hold. */
const [firstMark, lastMark] = [Date.UTC(1971, 0), Date.UTC(2037, 0)]

/**
 * Locks the current rows that match, and returns them, where no update tells which rows it has changed: gives them a date that no other
 * row has, and reads those that have it. A transaction sees its own changes, whatever its snapshot is.
 */
async function markRows(model: TokenModel, where: TokenWhere): Promise<ChangedRow[]> {
  const { delegate } = model
  const mark = { lastUpdated: new Date(firstMark + randomInt(2 ** 40) * ((lastMark - firstMark) / 2 ** 40)) }
  const { count } = await delegate.updateMany({ where, data: mark })
  if (count === 0) return []
  const select = columnsOf(model)
  const rows = await delegate.findMany({ where: { AND: [where, mark] }, select })
  // The filter may be about the date that the mark has replaced; there is no index on it.
  return rows.length === count ? rows : delegate.findMany({ where: mark, select })
}

function columnsOf({ ownerField }: TokenModel): Record<'id', true> {
  return { id: true, [ownerField]: true }
}

function* slices(model: TokenModel, rows: readonly ChangedRow[]): Generator<Id[]> {
  const size = model.database.maxIdsPerStatement
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size).map(({ id }) => id)
}
