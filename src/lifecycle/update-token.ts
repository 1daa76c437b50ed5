import { dateOrNull, text } from '../arguments/checks.js'
import { appData } from '../client/app-data.js'
import { referenceTags } from '../context/tags.js'
import { assertOptionGroups } from '../client/model-schema.js'
import type { TokenData } from '../client/token-row.js'
import { updateReturningId } from '../client/update-returning-id.js'
import { audited, recordById } from '../context/audited.js'
import { type AuthorOptions, authorKeys, withAuthor } from '../context/author.js'
import type { TokenContext } from '../context/context.js'
import { knownOptions } from '../arguments/known-options.js'
import type { TokenPolicy } from '../policy/policy.js'
import { validatePolicy } from '../policy/validate-policy.js'
import { assertCouldBeToken, referenceWhere, type TokenReference } from '../context/token-reference.js'
import { grantedScopes } from '../context/granted-scopes.js'
import { shortenDescendants } from '../invalidation/end-descendants.js'
import { updateExpiry } from './update-expiry.js'
import { assertWithinRules } from './within-rules.js'

/** What `updateToken` can change, besides the app's own fields. Keys that are left out change nothing. */
export interface UpdateTokenOptions extends AuthorOptions {
  /** A note for people; null stands for ''. */
  note?: string | null | undefined
  /** The policy; null stands for `{}`, which allows everything. */
  policy?: TokenPolicy | null | undefined
  /**
   * The expiry; null: never. An invalid token stays invalid, a rotated one cannot get a later expiry, and an expired one counts
   * against `maxTokensPerUser` before it is usable again.
   */
  expires?: Date | null | undefined
}

type Options = UpdateTokenOptions & { extraData?: unknown; data?: unknown; scopes?: unknown }

export async function updateToken(
  base: TokenContext,
  token: TokenReference,
  given: Options,
): Promise<{ count: number }> {
  const options = knownOptions('updateToken', given, {
    note: true,
    policy: true,
    expires: true,
    extraData: true,
    data: true,
    scopes: true,
    ...authorKeys,
  })
  const context = withAuthor(base, options)
  const changes = changesOf(context, options)
  const where = referenceWhere(token, context)
  const fields = Object.keys(changes)
  return audited(context, async (inner) => {
    const { model, settings, events, invalidations } = inner
    await assertWithinRules(inner, where, options)
    const data = { ...changes, lastUpdated: settings.clock() }
    const id =
      options.expires === undefined
        ? await updateReturningId(model, where, data)
        : await updateExpiry(inner, where, { ...data, expires: options.expires })
    await invalidations.invalidate(referenceTags(settings, token), id !== undefined)
    if (id === undefined) {
      assertCouldBeToken(token, settings)
      return { count: 0 }
    }
    if (options.expires) await shortenDescendants(inner, id, options.expires)
    await recordById(inner, id, { type: 'updated', detail: { fields } })
    events.emit('updated', { id, fields })
    return { count: 1 }
  })
}

function changesOf({ model, settings }: TokenContext, options: Options): TokenData {
  assertOptionGroups(model, options)
  const changes: Record<string, unknown> = { ...appData(model, options.data) }
  if (options.note !== undefined) changes.note = text('note', options.note)
  if (options.expires !== undefined) changes.expires = dateOrNull('expires', options.expires)
  if (options.extraData !== undefined) changes.extraData = options.extraData
  if (options.scopes !== undefined) changes.scopes = grantedScopes(settings, options.scopes, [])
  if (options.policy !== undefined) {
    const policy = options.policy ?? {}
    validatePolicy(policy)
    changes.policy = policy
  }
  return changes
}
