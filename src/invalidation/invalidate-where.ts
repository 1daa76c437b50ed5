import { inBatches } from '../client/in-batches.js'
import { retryConflicts } from '../client/retry-conflicts.js'
import type { TokenDelegate, TokenWhere } from '../client/token-client.js'
import { write } from '../client/write.js'
import type { TokenContext } from '../context.js'
import type { InvalidatedEvent } from '../events.js'

export interface Invalidation {
  readonly where: TokenWhere
  readonly invalidReason: string
  readonly filter: InvalidatedEvent['filter']
  /** What a cache has to let go of. */
  readonly tags: readonly string[]
}

/** One conditional statement: who comes second finds no valid row, and keeps the first date and reason. */
export async function invalidateWhere(context: TokenContext, invalidation: Invalidation): Promise<{ count: number }> {
  const { model, invalidations } = context
  const invalidDate = context.options.clock()
  const { count } = await retryConflicts(model.client, () =>
    write(model, (delegate) => invalidateValid(delegate, invalidation.where, invalidation, invalidDate)),
  )
  await invalidations.invalidate(invalidation.tags, count > 0)
  emitInvalidated(context, invalidation, { count, invalidDate })
  return { count }
}

/** The same in bounded statements, all with the date of the first one. */
export async function invalidateInBatches(
  context: TokenContext,
  invalidation: Invalidation,
  batches: { batchSize: number; signal: AbortSignal | undefined; onBatch: (count: number) => Promise<void> },
): Promise<void> {
  const invalidDate = context.options.clock()
  let count = 0
  try {
    await inBatches(context.model, {
      ...batches,
      where: { AND: [invalidation.where, { valid: true }] },
      statement: (delegate, where) => invalidateValid(delegate, where, invalidation, invalidDate),
      onBatch: async (changed) => {
        count += changed
        await context.invalidations.invalidate(invalidation.tags, changed > 0)
        await batches.onBatch(changed)
      },
    })
  } finally {
    // Also what was done before an abort or an error is told.
    emitInvalidated(context, invalidation, { count, invalidDate })
  }
}

function invalidateValid(
  delegate: TokenDelegate,
  where: TokenWhere,
  { invalidReason }: Invalidation,
  invalidDate: Date,
): Promise<{ count: number }> {
  return delegate.updateMany({
    where: { AND: [where, { valid: true }] },
    data: { valid: false, invalidDate, invalidReason, lastUpdated: invalidDate },
  })
}

function emitInvalidated(
  { events }: TokenContext,
  { filter, invalidReason }: Invalidation,
  { count, invalidDate }: { count: number; invalidDate: Date },
): void {
  if (count > 0) events.emit('invalidated', { filter, invalidReason, invalidDate, count })
}
