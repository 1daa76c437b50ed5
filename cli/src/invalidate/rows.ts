import type { Id } from '../../../src/client/id.js'
import type { BulkRun } from '../bulk.js'
import type { Task } from './task.js'

/** Few enough for every database, beside the values of the change. */
const idsAtOnce = 400

/** Invalidates the tokens of these rows, by a statement for some hundreds of them. */
export async function invalidateRows(
  { loaded, invalidation }: Task,
  ids: readonly Id[],
  { signal, onProgress }: BulkRun,
): Promise<{ count: number }> {
  let count = 0
  for (let start = 0; start < ids.length; start += idsAtOnce) {
    signal.throwIfAborted()
    const where = { id: { in: ids.slice(start, start + idsAtOnce) } }
    count += (await loaded.tokens.invalidateTokens({ where, ...invalidation } as never)).count
    onProgress({ count })
  }
  return { count }
}
