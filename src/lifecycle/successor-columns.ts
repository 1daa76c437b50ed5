import { scopesOf } from '../scopes/scopes-of.js'
import type { TokenData, TokenRow } from '../client/token-row.js'
import { type Ancestry, firstEnd } from '../context/ancestry.js'
import type { TokenContext } from '../context/context.js'
import { newColumns, type Origin } from '../generation/new-columns.js'
import type { NewTokenOptions } from '../generation/options.js'
import { copiedFields } from './copied-fields.js'
import type { RotateOptions } from './rotate-token.js'
import { sameLifetime } from './rotation-expiry.js'

interface Old {
  readonly old: TokenRow
  /** The row whose values are taken over: that of the old token, or of the successor that is replaced. */
  readonly template: TokenRow
  /** The successor that is replaced, if there is one. */
  readonly unused: TokenRow | undefined
  /** The tokens that the old one was made with. */
  readonly ancestry: Ancestry | undefined
  readonly now: Date
}

/**
 * Returns the columns of a successor.
 *
 * @throws WebAPITokenScopeError for a scope that the old token does not have; `WebAPITokenLifetimeError`.
 */
export function successorColumns(
  context: TokenContext,
  { old, template, unused, ancestry, now }: Old,
  options: RotateOptions,
): TokenData {
  const { model } = context
  const origin: Origin = {
    ...scopesOfSuccessor(template),
    latestExpiry: ancestry ? firstEnd(ancestry) : null,
    sameExpiry: sameLifetime(unused ?? old, now),
  }
  const kept = {
    ...(model.has('note') && { note: template.note }),
    ...(model.has('policy') && { policy: template.policy }),
    ...(model.has('extraData') && template.extraData !== null && { extraData: template.extraData }),
  }
  return {
    ...copiedFields(model, template, options.copy),
    ...newColumns(context, { ...kept, ...definedOf(options) }, origin),
    familyId: old.familyId ?? old.id,
    ...(model.has('parent') && { parentId: old.parentId }),
  }
}

/** A rotation keeps the scopes, or narrows them. */
export function scopesOfSuccessor(old: TokenRow): Pick<Origin, 'scopes' | 'keptScopes'> {
  const scopes = scopesOf(old)
  return { scopes, keptScopes: scopes }
}

function definedOf(options: RotateOptions): NewTokenOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}
