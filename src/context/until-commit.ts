import { DeferredInvalidations } from '../cache/invalidations.js'
import { modelOn } from '../client/token-model.js'
import type { TokenClient } from '../client/token-client.js'
import type { TokenContext } from './context.js'
import { DeferredEvents } from '../events/deferred-events.js'

/**
 * Runs a transaction, and holds back its events and cache invalidations until it has committed. `transaction` gets a function
 * that returns the context for a client of the transaction.
 */
export async function untilCommit<R>(
  context: TokenContext,
  transaction: (contextOn: (tx: TokenClient) => TokenContext) => Promise<R>,
): Promise<R> {
  const events = new DeferredEvents()
  const invalidations = new DeferredInvalidations()
  const result = await transaction((tx) => ({
    ...context,
    model: modelOn(tx, context.model),
    events,
    invalidations,
    cache: undefined,
  }))
  await invalidations.deliverTo(context.invalidations)
  events.deliverTo(context.events)
  return result
}
