import { nonNegativeMilliseconds, positiveInteger } from '../arguments/checks.js'
import { assertGroup } from '../client/model-schema.js'
import { type Projection, projected, projectionArgs } from '../client/projection.js'
import { retryConflicts } from '../client/retry-conflicts.js'
import type { TokenModel } from '../client/token-model.js'
import type { AppRecord, TokenRow } from '../client/token-row.js'
import type { TokenContext } from '../context/context.js'
import { knownOptions } from '../arguments/known-options.js'
import { filterOf, type ListedToken, listKeys, type ListOptions } from './list-tokens.js'
import { statusColumns } from '../client/token-status.js'

/** The options of `listExpiring`. */
export interface ListExpiringOptions<
  Owner = unknown,
  Where = object,
  Select = Projection['select'],
  Include = Projection['include'],
> extends ListOptions<Owner, Where, Select, Include> {
  /** Milliseconds from now within which the listed tokens expire. */
  within: number
}

export async function listExpiring(
  context: TokenContext,
  given: ListExpiringOptions,
): Promise<ListedToken<AppRecord>[]> {
  const options = knownOptions('listExpiring', given, { ...listKeys, within: true })
  assertGroup(context.model, 'reminder', 'listExpiring')
  const now = context.settings.clock()
  const end = new Date(now.getTime() + nonNegativeMilliseconds('within', options.within))
  if (Number.isNaN(end.getTime())) throw new TypeError('within is too large: it ends beyond the last valid Date')
  const take = positiveInteger('take', options.take ?? 100)
  // A token with a successor needs no reminder.
  const unreplaced = context.model.has('rotation') ? { successorId: null } : {}
  const due = { valid: true, ...unreplaced, expiryNotified: null, expires: { gt: now, lte: end } }
  const where = { AND: [due, ...filterOf(context, options)] }
  const { model } = context
  const order = { orderBy: [{ expires: 'asc' }, { id: 'asc' }] as const, take }
  const args = projectionArgs(options, { ...statusColumns(model), id: true })
  const rows = await retryConflicts(model.client, () => model.reader.findMany({ where, ...order, ...args }))
  const claimed = await claim(model, rows, { now, end })
  return rows
    .filter((row) => claimed.has(String(row.id)))
    .map((row) => ({ record: projected(row, options), status: 'active' as const }))
}

/** The maximum number of tokens per statement. */
const mostIds = 10_000

/** Marks the rows as listed, and returns the ids of those that no other call has marked before. */
async function claim(
  model: TokenModel,
  rows: readonly TokenRow[],
  period: { readonly now: Date; readonly end: Date },
): Promise<Set<string>> {
  const claimed = new Set<string>()
  // Beside them are three dates.
  const idsAtOnce = Math.min(mostIds, model.database.maxRawValues - 3)
  for (let start = 0; start < rows.length; start += idsAtOnce) {
    const ids = rows.slice(start, start + idsAtOnce).map(({ id }) => id)
    const own = await retryConflicts(model.client, () => model.database.claimReminders(model, ids, period))
    // A raw query may have other numbers than Prisma.
    for (const id of own) claimed.add(String(id))
  }
  return claimed
}
