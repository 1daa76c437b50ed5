import { dateOrNull, text } from '../arguments/checks.js'
import { appData } from '../client/app-data.js'
import { referenceTags } from '../context/tags.js'
import type { TokenData } from '../client/token-row.js'
import { updateReturningId } from '../client/update-returning-id.js'
import type { TokenContext } from '../context/context.js'
import { knownOptions } from '../arguments/known-options.js'
import type { TokenPolicy } from '../policy/policy.js'
import { validatePolicy } from '../policy/validate-policy.js'
import { assertCouldBeToken, referenceWhere, type TokenReference } from '../context/token-reference.js'
import { updateExpiry } from './update-expiry.js'

/** What `updateToken` can change, but for the app's own fields. A key that is left out changes nothing. */
export interface UpdateTokenOptions {
  /** What the token is for; null stands for ''. */
  note?: string | null | undefined
  /** What the token may do; null stands for `{}`, everything. */
  policy?: TokenPolicy | null | undefined
  /**
   * From when on the token is refused; null: never. A token that is invalid stays invalid, one that was rotated cannot get
   * a later expiry, and one that has expired counts against `maxTokensPerUser` before it works again.
   */
  expires?: Date | null | undefined
}

type Options = UpdateTokenOptions & { extraData?: unknown; data?: unknown }

export async function updateToken(
  context: TokenContext,
  token: TokenReference,
  given: Options,
): Promise<{ count: number }> {
  const { model, settings, events, invalidations } = context
  const options = knownOptions('updateToken', given, {
    note: true,
    policy: true,
    expires: true,
    extraData: true,
    data: true,
  })
  const changes = changesOf(options)
  const where = referenceWhere(token, context)
  const data = { ...changes, lastUpdated: settings.clock() }
  const id =
    options.expires === undefined
      ? await updateReturningId(model, where, data)
      : await updateExpiry(context, where, { ...data, expires: options.expires })
  await invalidations.invalidate(referenceTags(settings, token), id !== undefined)
  if (id === undefined) {
    assertCouldBeToken(token, settings)
    return { count: 0 }
  }
  events.emit('updated', { id, fields: Object.keys(changes) })
  return { count: 1 }
}

function changesOf(options: Options): TokenData {
  const changes: Record<string, unknown> = { ...appData(options.data) }
  if (options.note !== undefined) changes.note = text('note', options.note)
  if (options.expires !== undefined) changes.expires = dateOrNull('expires', options.expires)
  if (options.extraData !== undefined) changes.extraData = options.extraData
  if (options.policy !== undefined) {
    const policy = options.policy ?? {}
    validatePolicy(policy)
    changes.policy = policy
  }
  return changes
}
