import { findFullRow } from '../client/full-row.js'
import { retryConflicts } from '../client/retry-conflicts.js'
import type { TokenWhere } from '../client/token-row.js'
import { ancestryOf, firstEnd, scopesWithin } from '../context/ancestry.js'
import type { TokenContext } from '../context/context.js'
import { assertExpiry, earlier, endOfLifetime } from '../context/expiry.js'
import { grantedScopes } from '../context/granted-scopes.js'
import { rulesOf } from '../context/token-rules.js'
import { prefixOf } from '../context/token-type.js'

interface Changes {
  readonly expires?: Date | null | undefined
  readonly scopes?: unknown
}

/**
 * Throws for a change beyond what the kind of a token, or the tokens that it was made with, allow. Where there is nothing of the kind, it
 * costs no query. What it reads of the token never changes; a parent that changes meanwhile is asked again by each authentication.
 */
export async function assertWithinRules(
  context: TokenContext,
  where: TokenWhere,
  { expires, scopes }: Changes,
): Promise<void> {
  const { model, settings } = context
  const isLimited = [settings.rules, ...settings.kinds.values()].some(
    (rules) =>
      (expires !== undefined && rules.maxLifetime !== Infinity) ||
      (scopes !== undefined && rules.scopes !== settings.rules.scopes),
  )
  const hasParents = model.has('parent') && (expires !== undefined || scopes !== undefined)
  if (!isLimited && !hasParents) return
  const row = await retryConflicts(model.client, () => findFullRow(model, where))
  if (!row) return
  const rules = rulesOf(settings, prefixOf(row.tokenHint, settings))
  const ancestry = hasParents ? await ancestryOf(context, row) : { rows: [], isUsable: true }
  if (expires !== undefined) {
    assertExpiry(expires, earlier(endOfLifetime(row.timeAdded, rules.maxLifetime), firstEnd(ancestry)))
  }
  if (scopes !== undefined) {
    const given = grantedScopes(settings, scopes, [rules.scopes])
    grantedScopes(settings, scopes, [scopesWithin(context, given, ancestry)])
  }
}
