import { setImmediate as nextTurn } from 'node:timers/promises'

import { retryConflicts } from './retry-conflicts.js'
import type { TokenWhere } from './token-row.js'
import type { TokenModel } from './token-model.js'

/** The milliseconds that a statement should take; even twice as long is a bearable time to hold locks. */
const statementTime = 75

/** Few enough rows to be fast on any machine. */
const firstSize = 1000

/** With fewer rows, something else than the rows takes the time. */
const smallestSize = 500

/** A write to many rows, split into statements that each change a bounded number of them. */
export interface Batches {
  readonly where: TokenWhere
  /** Whether `where` names the owners: then their index leads to the rows, and not that of the ids through all there are. */
  readonly byOwner?: boolean
  /** The maximum number of rows per statement; fewer when that takes too long. */
  readonly batchSize: number
  readonly signal: AbortSignal | undefined
  readonly statement: (where: TokenWhere) => Promise<{ count: number }>
  /** Called with the number of rows that a statement has changed. */
  readonly onBatch: (count: number) => Promise<void>
  /** The last write; `left` is the filter for the rows that remain, undefined when it is the only one. */
  readonly lastWrite?: (left: TokenWhere | undefined) => Promise<{ count: number }>
}

export async function inBatches(
  model: TokenModel,
  { where, byOwner = false, batchSize, signal, statement, onBatch, lastWrite }: Batches,
): Promise<void> {
  let after: TokenWhere | undefined
  let size = Math.min(batchSize, firstSize)
  for (;;) {
    signal?.throwIfAborted()
    const left = [where, ...(after ? [after] : [])]
    const fields = byOwner ? [model.ownerField, 'id'] : ['id']
    const end = await endOfBatch(model, { AND: left }, size, fields)
    const batch = end ? [...left, within(end, fields, 'lt', 'lte')] : left
    let start = 0
    const { count } = await retryConflicts(model.client, () => {
      start = performance.now()
      if (!end && lastWrite) return lastWrite(after)
      return statement({ AND: batch })
    })
    size = nextSize(size, performance.now() - start, batchSize)
    await onBatch(count)
    if (!end) return
    after = within(end, fields, 'gt', 'gt')
    // Not every driver yields to others between statements.
    await nextTurn()
  }
}

/** Returns the row that ends a full batch. Ranges keep the statements short and ordered, which avoids deadlocks. */
function endOfBatch(
  model: TokenModel,
  where: TokenWhere,
  batchSize: number,
  fields: readonly string[],
): Promise<TokenWhere | null> {
  const orderBy = fields.map((field) => ({ [field]: 'asc' }) as const)
  const select = Object.fromEntries(fields.map((field) => [field, true as const]))
  return retryConflicts(model.client, () => model.reader.findFirst({ where, orderBy, skip: batchSize - 1, select }))
}

/** Returns the filter for the rows on one side of a row, in the order of the fields. `last`: the comparison of the last field. */
function within(
  row: TokenWhere,
  [field = '', ...others]: readonly string[],
  before: 'lt' | 'gt',
  last: 'lte' | 'gt',
): TokenWhere {
  const value = row[field]
  if (others.length === 0) return { [field]: { [last]: value } }
  const either = [{ [field]: { [before]: value } }, { [field]: value, ...within(row, others, before, last) }]
  // The first condition is in the second one, but an index can use it.
  return { [field]: { [`${before}e`]: value }, OR: either }
}

/** Returns how many rows the next statement should change, judging by the last one. */
export function nextSize(size: number, milliseconds: number, batchSize: number): number {
  const inTime = Math.floor((size * statementTime) / milliseconds)
  // In steps, since a few rows tell little of many.
  return Math.min(batchSize, Math.max(smallestSize, Math.min(2 * size, inTime)))
}
