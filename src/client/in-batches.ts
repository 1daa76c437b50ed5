import { setImmediate as nextTurn } from 'node:timers/promises'

import { retryConflicts } from './retry-conflicts.js'
import type { TokenDelegate } from './token-client.js'
import type { TokenWhere } from './token-row.js'
import type { TokenModel } from './token-model.js'
import { write } from './write.js'

/** Milliseconds that a statement should take: one that takes twice as long still holds its locks for a bearable time. */
const statementTime = 75

/** As many rows as hardly take long, on any machine. */
const firstSize = 1000

/** With fewer rows, it is hardly the rows that take long. */
const smallestSize = 500

/** A write to many rows, cut into statements that each change a bounded number of them. */
export interface Batches {
  readonly where: TokenWhere
  /** The most rows that a statement changes; fewer where that would take long. */
  readonly batchSize: number
  readonly signal: AbortSignal | undefined
  readonly statement: (delegate: TokenDelegate, where: TokenWhere) => Promise<{ count: number }>
  /** Told how many rows a statement has changed, once that is so. */
  readonly onBatch: (count: number) => Promise<void>
  /** The last write; `left` is the filter for what the ones before have left, and is not there when it is the only one. */
  readonly lastWrite?: (left: TokenWhere | undefined) => Promise<{ count: number }>
}

export async function inBatches(
  model: TokenModel,
  { where, batchSize, signal, statement, onBatch, lastWrite }: Batches,
): Promise<void> {
  let after: TokenWhere | undefined
  let size = Math.min(batchSize, firstSize)
  for (;;) {
    signal?.throwIfAborted()
    const left = [where, ...(after ? [after] : [])]
    const end = await endOfBatch(model, { AND: left }, size)
    const batch = end === undefined ? left : [...left, { id: { lte: end } }]
    let start = 0
    const { count } = await retryConflicts(model.client, () => {
      start = performance.now()
      if (end === undefined && lastWrite) return lastWrite(after)
      return write(model, (delegate) => statement(delegate, { AND: batch }))
    })
    size = nextSize(size, performance.now() - start, batchSize)
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
    model.reader.findFirst({ where, orderBy: { id: 'asc' }, skip: batchSize - 1, select: { id: true } }),
  )
  return last?.id
}

/** As many rows as should be changed in time, judging by those that have just been. */
export function nextSize(size: number, milliseconds: number, batchSize: number): number {
  const inTime = Math.floor((size * statementTime) / milliseconds)
  // Step by step: a few rows tell little of many.
  return Math.min(batchSize, Math.max(smallestSize, Math.min(2 * size, inTime)))
}
