import { nonNegativeMilliseconds, positiveInteger } from '../arguments/checks.js'
import { assertGroup } from '../client/model-schema.js'
import { type Projection, projected, projectionArgs } from '../client/projection.js'
import { retryConflicts } from '../client/retry-conflicts.js'
import type { AppRecord, TokenRow, TokenWhere } from '../client/token-row.js'
import { unchangedSince } from '../client/unchanged-since.js'
import { write } from '../client/write.js'
import type { TokenContext } from '../context/context.js'
import { ownWhere } from '../context/own-where.js'
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
  const { client, reader } = context.model
  const order = { orderBy: [{ expires: 'asc' }, { id: 'asc' }] as const, take }
  const args = projectionArgs(options, { ...statusColumns(context.model), id: true, lastUpdated: true })
  const rows = await retryConflicts(client, () => reader.findMany({ where, ...order, ...args }))
  const claimed = await claim(context, due, rows, now)
  return rows
    .filter((row) => claimed.has(row.id))
    .map((row) => ({ record: projected(row, options), status: 'active' as const }))
}

/** Marks the rows as listed, and returns the ids of those that no other call has marked before. */
async function claim(context: TokenContext, due: TokenWhere, rows: TokenRow[], now: Date): Promise<Set<unknown>> {
  const { model } = context
  const claimed = new Set<unknown>()
  for (const { id, lastUpdated } of rows) {
    const unchanged = unchangedSince(lastUpdated)
    const where = { AND: [{ id, ...ownWhere(context) }, due, unchanged] }
    const { count } = await retryConflicts(model.client, () =>
      write(model, (delegate) => delegate.updateMany({ where, data: { expiryNotified: now, lastUpdated } })),
    )
    if (count === 1) claimed.add(id)
  }
  return claimed
}
