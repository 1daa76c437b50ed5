import { flag, nonNegativeMilliseconds } from '../arguments/checks.js'
import { atomically } from '../context/atomically.js'
import { isTransactionClient } from '../client/is-transaction-client.js'
import { retryConflicts } from '../client/retry-conflicts.js'
import type { TokenContext } from '../context/context.js'
import type { GeneratedRow } from '../generation/insert-unique.js'
import { assertNewTokenOptions } from '../generation/assert-options.js'
import { type GenerateTokenOptions, newTokenKeys, type NewTokenOptions } from '../generation/options.js'
import { knownOptions } from '../arguments/known-options.js'
import { referenceWhere, type TokenReference } from '../context/token-reference.js'
import { noteReuse } from '../verification/note-reuse.js'
import { findFullRow } from '../client/full-row.js'
import { rotate } from './rotate.js'
import { hasRetiredBefore, rotationRefusal, unknownToken } from './rotation-refusal.js'

/** The options of `rotateToken`, but for the app's own fields. What is left out is taken over from the old token. */
export interface RotateTokenOptions extends GenerateTokenOptions {
  /**
   * Milliseconds for which the old token still works, though never beyond its own expiry. Default: 0, it ends at once; with
   * `retireOnFirstUse`, no limit.
   */
  gracePeriod?: number | undefined
  /** Whether the old token ends when the new one is first used. A lost response then locks nobody out. Default: false. */
  retireOnFirstUse?: boolean | undefined
  /** From when on the new token is refused; null: never. Default: after as long a life as the old one was given. */
  expires?: Date | null | undefined
  /**
   * Whether the rotation may be repeated although the old token has ended, for a caller who has lost the answer: the new token
   * is replaced, if it was never used. Only with `{ id }`, since whoever has no more than the text may have stolen it.
   * Default: false.
   */
  repeat?: boolean | undefined
}

export type RotateOptions = RotateTokenOptions & NewTokenOptions & { copy?: readonly string[] | undefined }

export async function rotateToken(
  context: TokenContext,
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
  const retireOnFirstUse = flag('retireOnFirstUse', options.retireOnFirstUse)
  const gracePeriod = nonNegativeMilliseconds('gracePeriod', options.gracePeriod ?? (retireOnFirstUse ? Infinity : 0))
  const repeat = flag('repeat', options.repeat)
  const where = referenceWhere(token, context)
  if (repeat && typeof token === 'string') throw new TypeError('repeat takes the id of the token, not the token')
  assertNewTokenOptions(context, options)

  const { model, settings } = context
  const { client } = model
  const start = settings.clock()
  // What the caller could have known: a rotation that is there later is somebody else's.
  const seen = await retryConflicts(client, () => findFullRow(model, where))
  if (!seen) throw unknownToken()
  const refusal = rotationRefusal(seen, settings.clock(), repeat)
  if (refusal) {
    // Whoever presents the token itself, not its id, may be somebody who has a copy. Two calls at once are none: the one
    // that comes second began before the other one retired the token.
    if (typeof token === 'string' && hasRetiredBefore(seen, start)) {
      await noteReuse(context, seen, { id: seen.id, userId: seen.userId }, 'rotation')
    }
    throw refusal
  }
  const rotation = {
    seen,
    start,
    hasRead: isTransactionClient(client),
    options: { ...options, gracePeriod, repeat },
  }
  const outcome = await atomically(context, (inner) => rotate(inner, rotation), {
    transaction: settings.maxTokensPerUser === undefined ? undefined : model.database.lockingIsolation,
    hasCommitted: async (result) =>
      'generated' in result && (await findFullRow(model, referenceWhere(result.generated.token, context))) !== null,
  })
  if ('generated' in outcome) return outcome.generated
  throw outcome.refusal
}
