import { dateOrNull, flag, nonNegativeMilliseconds } from '../arguments/checks.js'
import { withAuthor } from '../context/author.js'
import { atomically } from '../context/atomically.js'
import { assertGroup } from '../client/model-schema.js'
import { isTransactionClient } from '../client/is-transaction-client.js'
import { retryConflicts } from '../client/retry-conflicts.js'
import { ownerOf, type TokenRow } from '../client/token-row.js'
import type { TokenContext } from '../context/context.js'
import { areStored } from '../generation/are-stored.js'
import type { GeneratedRow } from '../generation/insert-unique.js'
import { assertNewTokenOptions } from '../generation/assert-options.js'
import { newColumns } from '../generation/new-columns.js'
import { prefixOf } from '../context/token-type.js'
import type { Settings } from '../context/options.js'
import { scopeList } from '../scopes/scope-list.js'
import { type GenerateTokenOptions, newTokenKeys, type NewTokenOptions } from '../generation/options.js'
import { knownOptions } from '../arguments/known-options.js'
import { referenceWhere, type TokenReference } from '../context/token-reference.js'
import { noteReuse } from '../verification/note-reuse.js'
import { findFullRow } from '../client/full-row.js'
import { rotate } from './rotate.js'
import { scopesOfSuccessor } from './successor-columns.js'
import { hasRetiredBefore, rotationRefusal, unknownToken } from './rotation-refusal.js'

/** The options of `rotateToken`, but for the app's own fields. Options that are left out take the old token's values. */
export interface RotateTokenOptions extends GenerateTokenOptions {
  /**
   * Milliseconds for which the old token stays usable, but never beyond its own expiry. Default: 0, it ends at once; with
   * `retireOnFirstUse`, no limit.
   */
  gracePeriod?: number | undefined
  /** Whether the old token ends when the new one is first used, so that a lost response locks nobody out. Default: false. */
  retireOnFirstUse?: boolean | undefined
  /** The expiry of the new token; null: never. Default: it lives as long as the old one was to, within `maxLifetime`. */
  expires?: Date | null | undefined
  /**
   * Whether to repeat a rotation whose response was lost, although the old token has ended: a new token replaces the lost one,
   * if that was never used. Only with `{ id }`, since somebody who has only the plaintext may have stolen it. Default: false.
   */
  repeat?: boolean | undefined
}

export type RotateOptions = RotateTokenOptions & NewTokenOptions & { copy?: readonly string[] | undefined }

export async function rotateToken(
  base: TokenContext,
  token: TokenReference,
  given: RotateOptions | undefined,
): Promise<GeneratedRow> {
  const options = knownOptions('rotateToken', given, {
    ...newTokenKeys,
    gracePeriod: true,
    retireOnFirstUse: true,
    copy: true,
    repeat: true,
  })
  const context = withAuthor(base, options)
  assertGroup(context.model, 'rotation', 'rotateToken')
  const retireOnFirstUse = flag('retireOnFirstUse', options.retireOnFirstUse)
  const gracePeriod = nonNegativeMilliseconds('gracePeriod', options.gracePeriod ?? (retireOnFirstUse ? Infinity : 0))
  const repeat = flag('repeat', options.repeat)
  const where = referenceWhere(token, context)
  if (repeat && typeof token === 'string')
    throw new TypeError('repeat requires { id }: the token itself is not accepted')
  // What depends on the kind of the token is checked once its row is read.
  assertNewTokenOptions(context, { ...options, expires: undefined, scopes: undefined })
  dateOrNull('expires', options.expires)
  if (options.scopes !== undefined) scopeList('scopes', options.scopes)

  const { model, settings } = context
  const { client } = model
  const start = settings.clock()
  // Later rotations are somebody else's: the caller could not have known of them.
  const seen = await retryConflicts(client, () => findFullRow(model, where))
  if (!seen) throw unknownToken()
  const refusal = rotationRefusal(seen, settings.clock(), repeat)
  if (refusal) {
    // The holder of the plaintext, unlike one who knows the id, may have a stolen copy. Two concurrent calls are no reuse: the
    // second one began before the first one retired the token.
    if (typeof token === 'string' && hasRetiredBefore(seen, start)) {
      await noteReuse(context, seen, { id: seen.id, [model.ownerField]: ownerOf(model, seen) }, 'rotation')
    }
    throw refusal
  }
  const ofKind = { ...options, tokenType: keptType(settings, seen, options) }
  newColumns(context, ofKind, { ...scopesOfSuccessor(seen), latestExpiry: null, sameExpiry: null })
  const rotation = {
    seen,
    start,
    hasRead: isTransactionClient(client),
    options: { ...ofKind, gracePeriod, repeat },
  }
  const outcome = await atomically(context, (inner) => rotate(inner, rotation), {
    transaction: settings.maxTokensPerOwner === undefined ? undefined : model.database.lockingIsolation(model),
    hasCommitted: async (result) => 'generated' in result && areStored(context, [result.generated]),
  })
  if ('generated' in outcome) return outcome.generated
  throw outcome.refusal
}

/** Returns the token type of a successor: that of the old token, unless the call says otherwise. */
function keptType(settings: Settings, { tokenHint }: TokenRow, options: RotateOptions): string | undefined {
  const isTold = options.tokenType !== undefined || Object.hasOwn(options.tokenInfo ?? {}, 'tokenType')
  return isTold ? options.tokenType : prefixOf(tokenHint, settings)
}
