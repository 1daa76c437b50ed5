import { text } from '../arguments/checks.js'
import { isTransactionClient } from '../client/is-transaction-client.js'
import type { SharedInvalidation, TokenInvalidation } from '../client/shared-invalidations.js'
import { type AuthorOptions, authorKeys, withAuthor } from '../context/author.js'
import { ownWhere } from '../context/own-where.js'
import { referenceTags } from '../context/tags.js'
import type { TokenContext } from '../context/context.js'
import { knownOptions } from '../arguments/known-options.js'
import {
  assertCouldBeToken,
  referenceHint,
  referenceKey,
  referenceWhere,
  type TokenReference,
} from '../context/token-reference.js'
import { endDescendantsOf } from './end-descendants.js'
import { afterInvalidation, type Invalidation, invalidateWhere } from './invalidate-where.js'

/** The options of `invalidateToken`. */
export interface InvalidateTokenOptions extends AuthorOptions {
  /** The reason, for operators and for the token's owner. Default: ''. */
  invalidReason?: string | null | undefined
}

export async function invalidateToken(
  base: TokenContext,
  token: TokenReference,
  given: InvalidateTokenOptions | undefined,
): Promise<{ count: number }> {
  const options = knownOptions('invalidateToken', given, { invalidReason: true, ...authorKeys })
  const { invalidReason } = options
  const context = withAuthor(base, options)
  const invalidation: Invalidation = {
    where: referenceWhere(token, context),
    invalidReason: text('invalidReason', invalidReason),
    filter: referenceHint(token, context.settings),
    tags: referenceTags(context.settings, token),
  }
  const result = await invalidate(context, token, invalidation)
  if (result.count === 0) assertCouldBeToken(token, context.settings)
  return result
}

/** Invalidates a token together with others that are due in this turn, or by a statement of its own. */
async function invalidate(
  context: TokenContext,
  token: TokenReference,
  invalidation: Invalidation,
): Promise<{ count: number }> {
  const { invalidReason } = invalidation
  const call: TokenInvalidation = {
    by: referenceKey(token, context),
    within: ownWhere(context),
    invalidReason,
    invalidDate: context.settings.clock(),
  }
  const shared = await share(context, call)
  if (shared === 'alone') return invalidateWhere(context, invalidation)
  const { idsOf, invalidDate } = shared
  if (!idsOf) return invalidateWhere(context, { ...invalidation, attempted: invalidDate })
  const ids = idsOf.get(call) ?? []
  return afterInvalidation(context, invalidation, { count: ids.length, invalidDate }, () =>
    endDescendantsOf(context, ids, invalidDate, invalidReason),
  )
}

/** A transaction of the app's has statements of its own, and so has a change that is recorded. */
function share(
  { model, settings, sharedInvalidations }: TokenContext,
  call: TokenInvalidation,
): Promise<SharedInvalidation | 'alone'> | 'alone' {
  return settings.audit || isTransactionClient(model.client) ? 'alone' : sharedInvalidations.invalidate(call)
}
