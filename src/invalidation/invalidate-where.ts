import type { TokenWhere } from '../client/token-client.js'
import { write } from '../client/write.js'
import type { TokenContext } from '../context.js'
import type { InvalidatedEvent } from '../events.js'

/** One conditional statement: who comes second finds no valid row, and keeps the first date and reason. */
export async function invalidateWhere(
  { model, options, events }: TokenContext,
  { where, invalidReason, filter }: { where: TokenWhere; invalidReason: string; filter: InvalidatedEvent['filter'] },
): Promise<{ count: number }> {
  const invalidDate = options.clock()
  const { count } = await write(model, (delegate) =>
    delegate.updateMany({
      where: { AND: [where, { valid: true }] },
      data: { valid: false, invalidDate, invalidReason, lastUpdated: invalidDate },
    }),
  )
  if (count > 0) events.emit('invalidated', { filter, invalidReason, invalidDate, count })
  return { count }
}
