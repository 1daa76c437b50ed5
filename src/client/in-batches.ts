import { setImmediate as nextTurn } from 'node:timers/promises'

import { retryConflicts } from './retry-conflicts.js'
import type { TokenDelegate, TokenWhere } from './token-client.js'
import type { TokenModel } from './token-model.js'
import { write } from './write.js'

/** A write to many rows, cut into statements that each change a bounded number of them. */
export interface Batches {
  readonly where: TokenWhere
  readonly batchSize: number
  readonly signal: AbortSignal | undefined
  readonly statement: (delegate: TokenDelegate, where: TokenWhere) => Promise<{ count: number }>
  /** Told how many rows a statement has changed, once that is so. */
  readonly onBatch: (count: number) => Promise<void>
}

export async function inBatches(
  model: TokenModel,
  { where, batchSize, signal, statement, onBatch }: Batches,
): Promise<void> {
  let after: TokenWhere = {}
  for (;;) {
    signal?.throwIfAborted()
    const end = await endOfBatch(model, { AND: [where, after] }, batchSize)
    const batch = end === undefined ? [after] : [after, { id: { lte: end } }]
    const { count } = await retryConflicts(model.client, () =>
      write(model, (delegate) => statement(delegate, { AND: [where, ...batch] })),
    )
    await onBatch(count)
    if (end === undefined) return
    after = { id: { gt: end } }
    // Not every driver lets others have their turn between statements.
    await nextTurn()
  }
}

/** The id that ends a full batch. Ranges of ids keep the statements short, and in one order, which avoids deadlocks. */
async function endOfBatch(model: TokenModel, where: TokenWhere, batchSize: number): Promise<unknown> {
  const last = await retryConflicts(model.client, () =>
    model.delegate.findFirst({ where, orderBy: { id: 'asc' }, skip: batchSize - 1, select: { id: true } }),
  )
  return last?.id
}
