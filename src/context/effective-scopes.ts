import type { TokenRow } from '../client/token-row.js'
import { scopesOf } from '../scopes/scopes-of.js'
import { type Ancestry, scopesWithin } from './ancestry.js'
import type { RepositoryContext } from './context.js'
import { coveredScopes } from './granted-scopes.js'
import { rulesOf } from './token-rules.js'

/**
 * Returns the scopes that are left of a token's own where its kind, or a token that it was made with, has fewer; undefined where
 * nothing may take any away.
 */
export function effectiveScopes(
  context: RepositoryContext,
  row: TokenRow,
  tokenType: string | undefined,
  ancestry: Ancestry | undefined,
): readonly string[] | undefined {
  const { settings } = context
  const { scopes: ofKind } = rulesOf(settings, tokenType)
  const isLimited = ofKind !== settings.rules.scopes
  if (!context.model.has('scopes') || (!isLimited && !ancestry)) return undefined
  const own = isLimited ? coveredScopes(settings, scopesOf(row), ofKind) : scopesOf(row)
  return ancestry ? scopesWithin(context, own, ancestry) : own
}
