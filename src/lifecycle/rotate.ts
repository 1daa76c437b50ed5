import { referenceTags } from '../context/tags.js'
import { workingWhere } from '../client/active-tokens.js'
import { readsOutdated } from '../client/dialect.js'
import { lockForRotation } from '../client/token-locks.js'
import type { TokenRow, TokenWhere } from '../client/token-client.js'
import type { TokenContext } from '../context/context.js'
import type { WebAPITokenError } from '../outcomes/errors.js'
import { draftsFor } from '../generation/drafts.js'
import { type GeneratedRow, insertUnique } from '../generation/insert-unique.js'
import { newRow } from '../generation/new-row.js'
import type { NewTokenOptions } from '../generation/options.js'
import { refusalByLimit } from '../generation/within-limit.js'
import { referenceWhere } from '../context/token-reference.js'
import { refusalOf, rotatedReason } from '../verification/decide.js'
import { isUnusedSuccessor } from '../verification/touch.js'
import { copiedFields } from './copied-fields.js'
import { lockRow, rowOf } from './full-row.js'
import type { RotateOptions } from './rotate-token.js'
import { endOfGrace, sameLifetime } from './rotation-expiry.js'
import { alreadyRotated, endOf, invalidatedMeanwhile, rotationRefusal, unknownToken } from './rotation-refusal.js'

interface Rotation {
  /** The row as it was when the call began. */
  readonly seen: TokenRow
  /** When the call began. */
  readonly start: Date
  /** Whether the transaction may have read something before. */
  readonly mayBeOutdated: boolean
  readonly options: RotateOptions & { readonly gracePeriod: number; readonly repeat: boolean }
}

const faster = 'another rotation was faster'

/** A refusal is no failure of the transaction, which would undo what others have written on the same connection. */
type Outcome = { readonly generated: GeneratedRow } | { readonly refusal: WebAPITokenError }

/** What a rotation does in its transaction. */
export async function rotate(
  context: TokenContext,
  { seen, start, mayBeOutdated, options }: Rotation,
): Promise<Outcome> {
  const { model, invalidations, events } = context
  // Whichever comes second of a rotation and a revocation of many tokens sees what the first one has done.
  await lockForRotation(model, seen.userId)
  const now = context.options.clock()
  // It may have expired on the way.
  const refusalNow = rotationRefusal(seen, now, options.repeat)
  if (refusalNow) return { refusal: refusalNow }
  const isRepeat = refusalOf(seen, now) !== undefined
  // Who was faster has changed one of these.
  const unchanged = isRepeat ? { valid: seen.valid, invalidReason: seen.invalidReason } : workingWhere(now)
  const claimed = { AND: [{ id: seen.id, successorId: seen.successorId }, unchanged] }
  const old = await lockRow(model, claimed, now, { mayBeOutdated })
  if (!old) return { refusal: await refusalMeanwhile(context, seen, { now, isRepeat }) }
  const unused =
    old.successorId === null ? undefined : await lockUnused(context, old.successorId, { now, mayBeOutdated, isRepeat })
  // One that had to wait for its turn at the database has seen what it could not have known.
  if (unused && (unused.timeAdded as Date) > start) return { refusal: alreadyRotated(faster) }
  if (unused === null) return { refusal: alreadyRotated('its successor is in use, or was revoked or deleted') }
  const retires = isRepeat ? endOf(old) : endOfGrace(old.expires as Date | null, now, options.gracePeriod)
  // The old token would be there to stay, beside the new one.
  const isAddition = retires === null && !options.retireOnFirstUse
  const refusal = isAddition ? await refusalByLimit(context, old.userId) : undefined
  if (refusal) return { refusal }

  const familyId = old.familyId ?? old.id
  // What is told of a token that has ended may be out of date; one that works can do what its row says.
  const source = isRepeat && unused ? unused : old
  const row = {
    ...copiedFields(model, source, options.copy),
    ...newRow(context, {
      note: source.note as string,
      policy: source.policy as NewTokenOptions['policy'],
      ...(source.extraData !== null && { extraData: source.extraData }),
      ...definedOf(options),
      expires: options.expires === undefined ? sameLifetime(unused ?? old, now) : options.expires,
    }),
    familyId,
  }
  const generated = await insertUnique(model, draftsFor(context, options)('user', old.userId), row).catch(
    async (error: unknown) => {
      // A transaction of the app's may go on, with a row that nobody has changed.
      await model.delegate
        .updateMany({ where: claimed, data: { lastUpdated: seen.lastUpdated } })
        .catch(() => undefined)
      throw error
    },
  )
  const successorId = await idOf(context, generated)
  const end = { valid: false, invalidDate: now, invalidReason: rotatedReason }
  await model.delegate.updateMany({
    where: { id: old.id },
    data: {
      familyId,
      successorId,
      lastUpdated: now,
      ...(!isRepeat && {
        retireOnFirstUse: options.retireOnFirstUse ?? false,
        ...(options.gracePeriod === 0 ? end : { expires: retires }),
      }),
    },
  })
  // What was to work until the first use of a token that is replaced unused waits for the one that replaces it.
  const replaced = [...(unused ? [unused.id] : []), ...(isUnusedSuccessor(old) ? [old.id] : [])]
  if (replaced.length > 0) {
    const predecessors = { familyId, userId: old.userId, successorId: { in: replaced }, valid: true }
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
function lockUnused(
  { model }: TokenContext,
  id: unknown,
  { now, mayBeOutdated, isRepeat }: { now: Date; mayBeOutdated: boolean; isRepeat: boolean },
): Promise<TokenRow | null> {
  // A revocation of the successor is not undone for the sake of a token that has ended.
  const where: TokenWhere = { AND: [{ id, lastUsed: null }, isRepeat ? workingWhere(now) : {}] }
  return lockRow(model, where, now, { mayBeOutdated })
}

/** Why a token that could be rotated a moment ago cannot any more. */
async function refusalMeanwhile(
  { model }: TokenContext,
  { id }: TokenRow,
  { now, isRepeat }: { now: Date; isRepeat: boolean },
): Promise<WebAPITokenError> {
  const row = await rowOf(model, { id })
  const refusal = row ? rotationRefusal(row, now, isRepeat) : unknownToken()
  if (refusal) return refusal
  // What was read may be outdated; what is written to never is.
  if (readsOutdated(model.client) && !isRepeat) {
    const { count } = await model.delegate.updateMany({ where: { id, valid: true }, data: { lastUpdated: now } })
    if (count === 0) return invalidatedMeanwhile()
  }
  return alreadyRotated(faster)
}

/** The id of the new row, which the app's client may omit. */
async function idOf(context: TokenContext, { token, record }: GeneratedRow): Promise<unknown> {
  return record.id ?? (await rowOf(context.model, referenceWhere(token, context)))?.id
}

function definedOf(options: RotateOptions): NewTokenOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}
