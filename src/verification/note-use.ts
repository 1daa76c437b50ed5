import { rowTags } from '../cache/tags.js'
import type { TokenContext } from '../context.js'
import { secretColumns } from '../generation/secret-columns.js'
import { tokenTypeOf } from '../token-reference.js'
import type { TokenRow } from '../client/token-client.js'
import { isStaleUse, touch } from './touch.js'

/** Notes a use where that is due. Its failure is an event, and no concern of the request's. */
export async function noteUse(
  { model, options, events, recentUses, cache }: TokenContext,
  {
    token,
    digest,
    row,
    now,
    interval,
  }: { token: string; digest: string | undefined; row: TokenRow; now: Date; interval: number },
): Promise<void> {
  const isOldDigest = row.token !== digest
  if (!isOldDigest && !isStaleUse(row, now, interval)) return
  const id = row.id
  if (!recentUses.claim(id, now, interval)) return
  const redigest = isOldDigest ? secretColumns(options, token, { tokenType: tokenTypeOf(token, options) }) : undefined
  try {
    const { count } = await touch(model, { row, now, interval, redigest })
    // Somebody has changed the row in between: the next request may try again.
    if (count === 0) {
      recentUses.forget(id)
      cache?.invalidate(rowTags(options, token, row), now.getTime())
    }
  } catch (error) {
    recentUses.forget(id)
    events.emit('lastUsedFailed', { id, error })
  }
}
