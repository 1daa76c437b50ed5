import { isTransactionClient } from '../client/is-transaction-client.js'
import type { Id } from '../client/id.js'
import { inBatches } from '../client/in-batches.js'
import { ownTransaction } from '../client/own-transaction.js'
import { retryConflicts } from '../client/retry-conflicts.js'
import type { TokenWhere } from '../client/token-row.js'
import { modelOn, type TokenModel } from '../client/token-model.js'
import { audited, type Change, updateTokens } from '../context/audited.js'
import { endDescendants } from './end-descendants.js'
import type { TokenContext } from '../context/context.js'
import type { InvalidatedEvent } from '../events/events.js'

export interface Invalidation {
  readonly where: TokenWhere
  readonly invalidReason: string
  readonly filter: InvalidatedEvent['filter']
  /** What caches have to forget. */
  readonly tags: readonly string[]
  /** The date of an attempt of which nobody knows whether it has succeeded: what it has ended counts as well. */
  readonly attempted?: Date | undefined
}

/** The owners whose tokens a revocation covers; `everybody`: a filter may match anybody's. */
export type Covered = readonly (Id | null)[] | 'everybody'

/**
 * Revokes tokens by one conditional statement: the second of two calls finds no valid row, and the first date and reason stay.
 * `covered`: a revocation of many tokens, which includes the successors that rotations are creating at this moment.
 */
export function invalidateWhere(
  context: TokenContext,
  invalidation: Invalidation,
  covered?: Covered,
): Promise<{ count: number }> {
  return audited(context, (inner) => invalidate(inner, invalidation, covered), { transaction: patience })
}

async function invalidate(
  context: TokenContext,
  invalidation: Invalidation,
  covered: Covered | undefined,
): Promise<{ count: number }> {
  const { model } = context
  const { invalidReason, attempted } = invalidation
  const invalidDate = attempted ?? context.settings.clock()
  const { count } = await retryConflicts(model.client, () => {
    const change = (on: TokenModel) =>
      invalidateValid({ ...context, model: on }, invalidation.where, invalidation, invalidDate)
    return covered === undefined ? change(model) : besideRotations(model, covered, change)
  })
  return afterInvalidation(context, invalidation, { count, invalidDate }, () =>
    // Another call may end another token at the same moment.
    endDescendants(context, count, { invalidDate, invalidReason, ...(!covered && { among: invalidation.where }) }),
  )
}

/** Tells caches, ends descendants, and emits the event. */
export async function afterInvalidation(
  context: TokenContext,
  invalidation: Invalidation,
  { count, invalidDate }: { readonly count: number; readonly invalidDate: Date },
  endThoseMade: () => Promise<number>,
): Promise<{ count: number }> {
  await context.invalidations.invalidate(invalidation.tags, count > 0)
  let all = count
  try {
    all += await endThoseMade()
  } finally {
    emitInvalidated(context, invalidation, { count: all, invalidDate })
  }
  return { count: all }
}

/** Milliseconds by which the clocks of two processes hardly ever differ. */
const clockSkew = 3_600_000

/** Does the same in bounded statements, all with the date of the first one. */
export async function invalidateInBatches(
  context: TokenContext,
  invalidation: Invalidation,
  covered: Covered,
  batches: { batchSize: number; signal: AbortSignal | undefined; onBatch: (count: number) => Promise<void> },
): Promise<void> {
  const { model } = context
  const invalidDate = context.settings.clock()
  const where = { AND: [invalidation.where, { valid: true }] }
  const change = (on: TokenContext, batch: TokenWhere) => invalidateValid(on, batch, invalidation, invalidDate)
  // A successor that is created in the meantime may get an id that a batch has passed, unless rotations wait for the app's
  // transaction.
  const isRecent = { timeAdded: { gte: new Date(invalidDate.getTime() - clockSkew) } }
  const isLocked = model.database.missesSuccessors && isTransactionClient(model.client)
  let count = 0
  try {
    // Waits for rotations that have begun, so that each batch sees their successors.
    await retryConflicts(model.client, () => besideRotations(model, covered, () => Promise.resolve()))
    await inBatches(model, {
      ...batches,
      where,
      // null has no place in an order.
      byOwner: covered !== 'everybody' && !covered.includes(null),
      statement: (batch) => audited(context, (inner) => change(inner, batch), { transaction: patience }),
      lastWrite: (left) => {
        const last = { AND: [where, left && !isLocked ? { OR: [left, isRecent] } : (left ?? {})] }
        const changeLast = (inner: TokenContext) =>
          besideRotations(inner.model, covered, (on) => change({ ...inner, model: on }, last))
        return audited(context, changeLast, { transaction: patience })
      },
      onBatch: async (changed) => {
        count += changed
        await context.invalidations.invalidate(invalidation.tags, changed > 0)
        await batches.onBatch(changed)
      },
    })
    const { invalidReason } = invalidation
    const endThoseMade = (inner: TokenContext) => endDescendants(inner, count, { invalidDate, invalidReason })
    const descendants = await audited(context, endThoseMade, { transaction: patience })
    count += descendants
    if (descendants > 0) await batches.onBatch(descendants)
  } finally {
    // The event also covers what was done before an abort or an error.
    emitInvalidated(context, invalidation, { count, invalidDate })
  }
}

/**
 * Milliseconds. Prisma ends a transaction after 5 seconds, or when it gets no connection within 2; it never ends a statement.
 */
const patience = { maxWait: 60_000, timeout: 86_400_000 }

/** Runs a revocation while no rotation of a token that it covers is running. */
async function besideRotations<R>(
  model: TokenModel,
  covered: Covered,
  invalidate: (model: TokenModel) => Promise<R>,
): Promise<R> {
  if (!model.database.missesSuccessors) return invalidate(model)
  const lockAndInvalidate = async (on: TokenModel) => {
    await on.database.lockForRevocation(on, covered === 'everybody' ? undefined : covered)
    return invalidate(on)
  }
  // In a transaction of the app's, no savepoint is needed: what fails here would have failed without the lock.
  if (isTransactionClient(model.client)) return lockAndInvalidate(model)
  return ownTransaction(model.client, (tx) => lockAndInvalidate(modelOn(tx, model)), patience)
}

function invalidateValid(
  context: TokenContext,
  where: TokenWhere,
  { invalidReason, attempted }: Invalidation,
  invalidDate: Date,
): Promise<{ count: number }> {
  const isValid = attempted ? { OR: [{ valid: true }, { invalidDate: attempted, invalidReason }] } : { valid: true }
  const data = { valid: false, invalidDate, invalidReason, lastUpdated: invalidDate }
  const change: Change = { type: 'invalidated', detail: { invalidReason } }
  return updateTokens(context, { AND: [where, isValid] }, data, change)
}

function emitInvalidated(
  { events }: TokenContext,
  { filter, invalidReason }: Invalidation,
  { count, invalidDate }: { count: number; invalidDate: Date },
): void {
  if (count > 0) events.emit('invalidated', { filter, invalidReason, invalidDate, count })
}
