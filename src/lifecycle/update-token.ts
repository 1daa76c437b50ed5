import { appData, dateOrNull, text } from '../arguments.js'
import { referenceTags } from '../cache/tags.js'
import { write } from '../client/write.js'
import type { TokenContext } from '../context.js'
import type { TokenPolicy } from '../policy/policy.js'
import { validatePolicy } from '../policy/validate-policy.js'
import { referenceHint, referenceWhere, type TokenReference } from '../token-reference.js'

/** What `updateToken` can change, but for the app's own fields. A key that is left out changes nothing. */
export interface UpdateTokenOptions {
  /** What the token is for; null stands for ''. */
  note?: string | null | undefined
  /** What the token may do; null stands for `{}`, everything. */
  policy?: TokenPolicy | null | undefined
  /** From when on the token is refused; null: never. A token that is invalid stays invalid. */
  expires?: Date | null | undefined
}

export async function updateToken(
  { model, options: defaults, events, invalidations }: TokenContext,
  token: TokenReference,
  options: UpdateTokenOptions & { extraData?: unknown; data?: unknown },
): Promise<{ count: number }> {
  const changes: Record<string, unknown> = { ...appData(options.data) }
  if (options.note !== undefined) changes.note = text('note', options.note)
  if (options.expires !== undefined) changes.expires = dateOrNull('expires', options.expires)
  if (options.extraData !== undefined) changes.extraData = options.extraData
  if (options.policy !== undefined) {
    const policy = options.policy ?? {}
    validatePolicy(policy)
    changes.policy = policy
  }
  // Another expiry is due for another reminder.
  const reminder = options.expires === undefined ? {} : { expiryNotified: null }
  const where = referenceWhere(token, defaults)
  const { count } = await write(model, (delegate) =>
    delegate.updateMany({ where, data: { ...changes, ...reminder, lastUpdated: defaults.clock() } }),
  )
  await invalidations.invalidate(referenceTags(defaults, token))
  if (count > 0) {
    events.emit('updated', { token: referenceHint(token, defaults), fields: Object.keys(changes) })
  }
  return { count }
}
