import type { Id } from '../client/id.js'
import { findFullRow } from '../client/full-row.js'
import { usableWhere } from '../client/token-status.js'
import { ownerOf, type TokenRow, type TokenWhere } from '../client/token-row.js'
import { type Change, recordById, updateTokens } from '../context/audited.js'
import type { TokenContext } from '../context/context.js'
import { ancestryOf } from '../context/ancestry.js'
import { ownWhere } from '../context/own-where.js'
import { referenceTags } from '../context/tags.js'
import { referenceWhere } from '../context/token-reference.js'
import { type GeneratedRow, insertUnique } from '../generation/insert-unique.js'
import { recordCreated } from '../generation/record-created.js'
import { tokenSource } from '../generation/token-source.js'
import { refusalByLimit } from '../generation/within-limit.js'
import { WebAPITokenError } from '../outcomes/errors.js'
import { refusalOf, rotatedReason } from '../verification/decide.js'
import { isUnusedSuccessor } from '../verification/touch.js'
import type { RotateOptions } from './rotate-token.js'
import { endOfGrace } from './rotation-expiry.js'
import {
  alreadyRotated,
  endOf,
  invalidatedMeanwhile,
  parentHasEnded,
  rotationRefusal,
  unknownToken,
} from './rotation-refusal.js'
import { successorColumns } from './successor-columns.js'

interface Rotation {
  /** The row as it was when the call began. */
  readonly seen: TokenRow
  /** When the call began. */
  readonly start: Date
  /** Whether the transaction may have read something before. */
  readonly hasRead: boolean
  readonly options: RotateOptions & { readonly gracePeriod: number; readonly repeat: boolean }
}

/** A refusal is returned, since an error would roll back what others have written on the same connection. */
type Outcome = { readonly generated: GeneratedRow } | { readonly refusal: WebAPITokenError }

const otherWasFaster = 'another rotation was faster'

/** Rotates a token within a transaction. */
export async function rotate(context: TokenContext, { seen, start, hasRead, options }: Rotation): Promise<Outcome> {
  const { model, invalidations, events } = context
  const { database } = model
  // A rotation and a revocation of many tokens see each other's changes, whichever comes second.
  await database.lockForRotation(model, ownerOf(model, seen))
  const now = context.settings.clock()
  // It may have expired while this call waited.
  const refusalNow = rotationRefusal(seen, now, options.repeat)
  if (refusalNow) return { refusal: refusalNow }
  const isRepeat = refusalOf(seen, now) !== undefined
  // A faster call would have changed one of these.
  const unchanged = isRepeat ? { valid: seen.valid, invalidReason: seen.invalidReason } : usableWhere(now)
  const own = ownWhere(context)
  const claimed = { AND: [{ id: seen.id, successorId: seen.successorId, ...own }, unchanged] }
  const old = await database.lockRow(model, claimed, now, { hasRead })
  if (!old) return { refusal: await refusalMeanwhile(context, seen, { now, isRepeat }) }
  const unused =
    old.successorId === null ? undefined : await lockUnused(context, old.successorId, { now, hasRead, isRepeat })
  // A call that had to wait for the database may have read a successor of which its caller could not know.
  if (unused && unused.timeAdded > start) return { refusal: alreadyRotated(otherWasFaster) }
  if (unused === null) return { refusal: alreadyRotated('its successor is in use, or was revoked or deleted') }
  const ancestry = model.has('parent') ? await ancestryOf(context, old) : undefined
  if (ancestry && !ancestry.isUsable) return { refusal: parentHasEnded() }
  const retiresAt = isRepeat ? endOf(old) : endOfGrace(old.expires, now, options.gracePeriod)
  // The old token would stay usable beside the new one.
  const isAddition = retiresAt === null && !options.retireOnFirstUse
  const refusal = isAddition
    ? await refusalByLimit(context, ownerOf(model, old), { isAppTransaction: hasRead })
    : undefined
  if (refusal) return { refusal }

  // `updateToken` may have changed the successor since; the row of a usable token is current.
  const template = isRepeat && unused ? unused : old
  const columns = refusedOr(() => successorColumns(context, { old, template, unused, ancestry, now }, options))
  if (columns instanceof WebAPITokenError) return { refusal: columns }
  const familyId = old.familyId ?? old.id
  const attempts = tokenSource(context, options).attemptsFor('user', ownerOf(model, old))
  const generated = await insertUnique(model, attempts, columns).catch(async (error: unknown) => {
    // A transaction of the app's may go on, with the row unchanged.
    await model.delegate.updateMany({ where: claimed, data: { lastUpdated: seen.lastUpdated } }).catch(() => undefined)
    throw error
  })
  const successorId = await newIdOf(context, generated)
  const end = { valid: false, invalidDate: now, invalidReason: rotatedReason }
  await model.delegate.updateMany({
    where: { id: old.id, ...own },
    data: {
      familyId,
      successorId,
      lastUpdated: now,
      ...(!isRepeat && {
        retireOnFirstUse: options.retireOnFirstUse ?? false,
        ...(options.gracePeriod === 0 ? end : { expires: retiresAt }),
      }),
    },
  })
  const replacedIds = [old.id, ...(unused ? [unused.id] : [])]
  if (model.has('parent')) {
    await model.delegate.updateMany({ where: { parentId: { in: replacedIds } }, data: { parentId: successorId } })
  }
  // Predecessors that wait for the first use of a replaced token now wait for its replacement.
  const replaced = [...(unused ? [unused.id] : []), ...(isUnusedSuccessor(old) ? [old.id] : [])]
  if (replaced.length > 0) {
    const predecessors = {
      familyId,
      [model.ownerField]: ownerOf(model, old),
      successorId: { in: replaced },
      valid: true,
    }
    await model.delegate.updateMany({ where: predecessors, data: { successorId, lastUpdated: now } })
  }
  if (unused) {
    await model.delegate.updateMany({ where: { id: unused.id, ...own }, data: { successorId, lastUpdated: now } })
    const change: Change = { type: 'invalidated', detail: { invalidReason: rotatedReason } }
    await updateTokens(context, { id: unused.id, valid: true, ...own }, { ...end, lastUpdated: now }, change)
    await invalidations.invalidate(referenceTags(context.settings, { id: unused.id }))
  }
  await invalidations.invalidate(referenceTags(context.settings, { id: old.id }))
  const autoGenerated = options.autoGenerated ?? false
  await recordById(context, old.id, { type: 'rotated', detail: { successorId, retiresAt } })
  await recordCreated(context, [generated], { autoGenerated, predecessorId: old.id })
  events.emit('created', { record: generated.record, autoGenerated })
  events.emit('rotated', { id: old.id, record: generated.record, retiresAt })
  return { generated }
}

/** Locks the successor and returns it when it was never used, so that its rotation may be repeated; else null. */
function lockUnused(
  context: TokenContext,
  id: Id,
  { now, hasRead, isRepeat }: { now: Date; hasRead: boolean; isRepeat: boolean },
): Promise<TokenRow | null> {
  const { model } = context
  // A token that has ended must not undo the revocation of its successor.
  const where: TokenWhere = { AND: [{ id, lastUsed: null, ...ownWhere(context) }, isRepeat ? usableWhere(now) : {}] }
  return model.database.lockRow(model, where, now, { hasRead })
}

/** Returns the reason why a token that could be rotated a moment ago cannot be rotated any more. */
async function refusalMeanwhile(
  context: TokenContext,
  { id }: TokenRow,
  { now, isRepeat }: { now: Date; isRepeat: boolean },
): Promise<WebAPITokenError> {
  const { model } = context
  const own = ownWhere(context)
  const row = await findFullRow(model, { id, ...own })
  const refusal = row ? rotationRefusal(row, now, isRepeat) : unknownToken()
  if (refusal) return refusal
  // A snapshot may be outdated; a write never is.
  if (model.database.readsSnapshots && !isRepeat) {
    const { count } = await model.delegate.updateMany({
      where: { id, valid: true, ...own },
      data: { lastUpdated: now },
    })
    if (count === 0) return invalidatedMeanwhile()
  }
  return alreadyRotated(otherWasFaster)
}

/** Returns the id of the new row, which the app's client may omit. */
async function newIdOf(context: TokenContext, { token, record }: GeneratedRow): Promise<unknown> {
  return record.id ?? (await findFullRow(context.model, referenceWhere(token, context)))?.id
}

function refusedOr<R>(check: () => R): R | WebAPITokenError {
  try {
    return check()
  } catch (error) {
    if (error instanceof WebAPITokenError) return error
    throw error
  }
}
