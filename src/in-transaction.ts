import { DeferredInvalidations } from './cache/invalidations.js'
import type { TokenClient, TransactionOptions } from './client/token-client.js'
import { modelOn } from './client/token-model.js'
import { runInTransaction } from './client/transaction.js'
import type { TokenContext } from './context.js'
import { DeferredEvents } from './events.js'

/** Runs `fn` in a transaction; its events, and what it makes caches forget, wait for the commit. */
export async function inTransaction<R>(
  context: TokenContext,
  fn: (context: TokenContext, tx: TokenClient) => Promise<R>,
  options?: TransactionOptions,
): Promise<R> {
  const events = new DeferredEvents()
  const invalidations = new DeferredInvalidations()
  const result = await runInTransaction(
    context.model.client,
    (tx) => fn({ ...context, model: modelOn(tx, context.model), events, invalidations, cache: undefined }, tx),
    options,
  )
  await invalidations.deliverTo(context.invalidations)
  events.deliverTo(context.events)
  return result
}
