import { bulkKeys, bulkOptions, type BulkOptions } from '../arguments/bulk-options.js'
import { dateOrNull, flag } from '../arguments/checks.js'
import { knownOptions } from '../arguments/known-options.js'
import { eventDelegate } from '../client/event-model.js'
import { inBatches } from '../client/in-batches.js'
import type { TokenDelegate } from '../client/token-client.js'
import { write } from '../client/write.js'
import { auditOf } from '../context/audited.js'
import type { TokenContext } from '../context/context.js'

/** The options of `pruneTokenEvents`. */
export interface PruneTokenEventsOptions extends BulkOptions {
  /** Events from before this date are deleted. */
  before: Date
  /** The maximum number of events per statement; above 500, fewer where a statement takes longer than 75 ms. Default: 5,000. */
  batchSize?: number | undefined
  /** Whether to count the events without deleting them. Default: false. */
  dryRun?: boolean | undefined
}

export async function pruneTokenEvents(
  context: TokenContext,
  given: PruneTokenEventsOptions,
): Promise<{ count: number }> {
  const options = knownOptions('pruneTokenEvents', given, { before: true, batchSize: true, dryRun: true, ...bulkKeys })
  const { model } = context
  const { model: name } = auditOf(context, 'pruneTokenEvents')
  const before = dateOrNull('before', options.before)
  if (!before) throw new TypeError('before must be given')
  const { batchSize, signal, onProgress } = bulkOptions(options, 5000)
  const delegate = eventDelegate(model, name)
  const where = { timeAdded: { lt: before } }
  signal?.throwIfAborted()
  if (flag('dryRun', options.dryRun)) return { count: await delegate.count({ where }) }
  const batched = delegate as unknown as TokenDelegate
  const events = { ...model, name, delegate: batched, reader: batched }
  let count = 0
  await inBatches(events, {
    where,
    batchSize,
    signal,
    statement: (batch) => write(events, (on) => on.deleteMany({ where: batch })),
    async onBatch(deleted) {
      count += deleted
      await onProgress?.({ count })
    },
  })
  return { count }
}
