import type { TokenWhere } from '../client/token-client.js'
import { write } from '../client/write.js'
import type { TokenContext } from '../context.js'
import type { InvalidatedEvent } from '../events.js'

/** One conditional statement: who comes second finds no valid row, and keeps the first date and reason. */
export async function invalidateWhere(
  { model, options, events, invalidations }: TokenContext,
  {
    where,
    invalidReason,
    filter,
    tags,
  }: {
    where: TokenWhere
    invalidReason: string
    filter: InvalidatedEvent['filter']
    /** What a cache has to let go of. */
    tags: readonly string[]
  },
): Promise<{ count: number }> {
  const invalidDate = options.clock()
  const { count } = await write(model, (delegate) =>
    delegate.updateMany({
      where: { AND: [where, { valid: true }] },
      data: { valid: false, invalidDate, invalidReason, lastUpdated: invalidDate },
    }),
  )
  await invalidations.invalidate(tags)
  if (count > 0) events.emit('invalidated', { filter, invalidReason, invalidDate, count })
  return { count }
}
