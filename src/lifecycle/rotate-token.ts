import { nonNegativeMilliseconds } from '../arguments.js'
import { referenceTags } from '../cache/tags.js'
import { workingWhere } from '../client/active-tokens.js'
import { inTurn } from '../client/in-turn.js'
import { retryConflicts } from '../client/retry-conflicts.js'
import type { TokenRow, TokenWhere } from '../client/token-client.js'
import type { TokenModel } from '../client/token-model.js'
import type { TokenContext } from '../context.js'
import { WebAPITokenRotationError } from '../errors.js'
import { draftsFor } from '../generation/drafts.js'
import { type GeneratedRow, insertUnique } from '../generation/insert-unique.js'
import { newRow, type NewRowOptions } from '../generation/new-row.js'
import type { GenerateTokenOptions } from '../generation/options.js'
import { inTransaction } from '../in-transaction.js'
import { referenceWhere, type TokenReference } from '../token-reference.js'
import { noteReuse } from '../verification/note-reuse.js'
import { refusalOf } from '../verification/decide.js'
import { isUnusedSuccessor } from '../verification/touch.js'
import { copiedFields } from './copied-fields.js'
import { endOfGrace, sameLifetime } from './rotation-expiry.js'

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
}

type Options = RotateTokenOptions & NewRowOptions & { copy?: readonly string[] | undefined }

/** What comes out of the transaction: a refusal is no failure there, so that it does not undo what others have written. */
type Outcome = { generated: GeneratedRow } | { refusal: WebAPITokenRotationError; reused?: TokenRow }

export async function rotateToken(
  context: TokenContext,
  token: TokenReference,
  options: Options,
): Promise<GeneratedRow> {
  const gracePeriod = nonNegativeMilliseconds(
    'gracePeriod',
    options.gracePeriod ?? (options.retireOnFirstUse ? Infinity : 0),
  )
  const where = referenceWhere(token, context.options)
  // So that an invalid argument is found before anything is locked.
  newRow(context.options, options)
  draftsFor(context, options)
  const { client } = context.model
  const outcome = await inTurn(client, () =>
    retryConflicts(client, () => inTransaction(context, (inner) => rotate(inner, where, { ...options, gracePeriod }))),
  )
  if ('generated' in outcome) return outcome.generated
  const { refusal, reused } = outcome
  // Whoever presents the token itself, not its id, may be somebody who has a copy.
  if (reused && typeof token === 'string') {
    await noteReuse(context, reused, { id: reused.id, userId: reused.userId })
  }
  throw refusal
}

async function rotate(
  context: TokenContext,
  where: TokenWhere,
  options: Options & { gracePeriod: number },
): Promise<Outcome> {
  const { model, invalidations, events } = context
  const now = context.options.clock()
  // The first statement is a write: it makes a second rotation wait, and what is read after it is up to date.
  const { count } = await model.delegate.updateMany({
    where: { AND: [where, workingWhere(now)] },
    data: { lastUpdated: now },
  })
  const old = await model.delegate.findFirst({ where, omit: everyColumn(model) })
  if (!old) return refused('ERR_WEBAPI_TOKEN_UNKNOWN', 'it does not exist')
  const refusal = refusalOf(old, now)
  if (refusal) {
    const code = refusal.reason === 'expired' ? 'ERR_WEBAPI_TOKEN_EXPIRED' : 'ERR_WEBAPI_TOKEN_INVALID'
    return { ...refused(code, refusal.message), ...(old.successorId !== null && { reused: old }) }
  }
  // MySQL reads what was there when the transaction of the app began, and writes to what is there now.
  if (count === 0) return refused('ERR_WEBAPI_TOKEN_INVALID', 'it was invalidated in the meantime')
  const unused = old.successorId === null ? undefined : await claimUnused(model, old.successorId, now)
  if (unused === null) return refused('ERR_WEBAPI_TOKEN_ALREADY_ROTATED', 'its successor is in use, or was deleted')

  const familyId = old.familyId ?? old.id
  const drafts = draftsFor(context, options)('user', old.userId)
  const row = {
    ...copiedFields(model, old, options.copy),
    ...newRow(context.options, {
      note: old.note as string,
      policy: old.policy as NewRowOptions['policy'],
      ...(old.extraData !== null && { extraData: old.extraData }),
      ...definedOf(options),
      expires: options.expires === undefined ? sameLifetime(unused ?? old, now) : options.expires,
    }),
    familyId,
  }
  const generated = await insertUnique(model, drafts, row)
  const successorId = generated.record.id
  const retires = endOfGrace(old.expires as Date | null, now, options.gracePeriod)
  const end = { valid: false, invalidDate: now, invalidReason: 'Rotated' }
  await model.delegate.updateMany({
    where: { id: old.id },
    data: {
      familyId,
      successorId,
      retireOnFirstUse: options.retireOnFirstUse ?? false,
      lastUpdated: now,
      ...(options.gracePeriod === 0 ? end : { expires: retires }),
    },
  })
  // What was to work until the first use of a token that is replaced unused waits for the one that replaces it.
  const replaced = [...(unused ? [unused.id] : []), ...(isUnusedSuccessor(old) ? [old.id] : [])]
  if (replaced.length > 0) {
    const predecessors = { familyId, successorId: { in: replaced }, valid: true }
    await model.delegate.updateMany({ where: predecessors, data: { successorId, lastUpdated: now } })
  }
  if (unused) {
    await model.delegate.updateMany({ where: { id: unused.id }, data: { successorId, lastUpdated: now } })
    await model.delegate.updateMany({ where: { id: unused.id, valid: true }, data: { ...end, lastUpdated: now } })
    await invalidations.invalidate(referenceTags(context.options, { id: unused.id }))
  }
  await invalidations.invalidate(referenceTags(context.options, { id: old.id }))
  events.emit('created', { record: generated.record, autoGenerated: options.autoGenerated ?? false })
  events.emit('rotated', { id: old.id, record: generated.record, retires })
  return { generated }
}

/** The successor, locked, when it was never used: its rotation may be repeated. Else null. */
async function claimUnused(model: TokenModel, id: unknown, now: Date): Promise<TokenRow | null> {
  const where = { id, lastUsed: null }
  const { count } = await model.delegate.updateMany({ where, data: { lastUpdated: now } })
  return count === 0 ? null : model.delegate.findFirst({ where: { id }, omit: everyColumn(model) })
}

/** The app may leave out columns everywhere; here all of them are needed, but for the digest. */
function everyColumn(model: TokenModel): Record<string, boolean> {
  return { ...Object.fromEntries(model.columnNames.map((name) => [name, false])), token: true }
}

function definedOf(options: Options): NewRowOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

function refused(code: WebAPITokenRotationError['code'], why: string): { refusal: WebAPITokenRotationError } {
  return { refusal: new WebAPITokenRotationError(code, `The API token cannot be rotated: ${why}`) }
}
