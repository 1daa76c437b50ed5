import { type ChangedRow, deleteRows, updateRows } from '../client/changed-rows.js'
import { eventDelegate, type EventRow } from '../client/event-model.js'
import type { TokenData, TokenWhere } from '../client/token-row.js'
import { write } from '../client/write.js'
import { atomically, type AtomicOptions } from './atomically.js'
import type { TokenContext } from './context.js'

/** What can happen to a token. */
export type TokenEventType = (typeof tokenEventTypes)[number]

export const tokenEventTypes = ['created', 'updated', 'rotated', 'invalidated', 'redigested', 'pruned'] as const

/** What is recorded of a change. */
export interface Change {
  readonly type: TokenEventType
  /** What the library adds, which JSON can hold but for bigints. */
  readonly detail?: Readonly<Record<string, unknown>>
}

/** Returns how the repository keeps its audit trail. @throws TypeError when it keeps none; it names what was asked for. */
export function auditOf({ settings }: TokenContext, name: string): { readonly model: string } {
  if (settings.audit) return settings.audit
  throw new TypeError(`${name}: the repository keeps no audit trail: it has no option audit`)
}

/** Runs a change of tokens: where the repository keeps an audit trail, in a transaction with what it records. */
export function audited<R>(
  context: TokenContext,
  change: (context: TokenContext) => Promise<R>,
  options?: AtomicOptions<R>,
): Promise<R> {
  return context.settings.audit ? atomically(context, change, options) : change(context)
}

/** Updates the tokens that match, records it, and returns their number. */
export async function updateTokens(
  context: TokenContext,
  where: TokenWhere,
  data: TokenData,
  change: Change,
): Promise<{ count: number }> {
  const { model, settings } = context
  if (!settings.audit) return write(model, (delegate) => delegate.updateMany({ where, data }))
  const rows = await updateRows(model, where, data)
  await record(context, rows, change)
  return { count: rows.length }
}

/** Deletes the tokens that match, records it, and returns their number. */
export async function deleteTokens(context: TokenContext, where: TokenWhere): Promise<{ count: number }> {
  const { model, settings } = context
  if (!settings.audit) return write(model, (delegate) => delegate.deleteMany({ where }))
  const rows = await deleteRows(model, where)
  await record(context, rows, { type: 'pruned' })
  return { count: rows.length }
}

/** The maximum number of events per insertion. */
const eventsAtOnce = 1000

/** Records a change of these tokens, where the repository keeps an audit trail; within {@link audited}. */
export async function record(context: TokenContext, rows: readonly ChangedRow[], change: Change): Promise<void> {
  const { model, settings, author } = context
  if (!settings.audit || rows.length === 0) return
  const common = {
    timeAdded: settings.clock(),
    type: change.type,
    actor: author?.actor ?? '',
    ...(author?.context !== undefined && { context: author.context }),
    ...(change.detail && { detail: jsonOf(change.detail) }),
  }
  const delegate = eventDelegate(model, settings.audit.model)
  for (let start = 0; start < rows.length; start += eventsAtOnce) {
    const data = rows
      .slice(start, start + eventsAtOnce)
      .map((row): EventRow => ({ ...common, tokenId: row.id, [model.ownerField]: row[model.ownerField] }))
    await delegate.createMany({ data })
  }
}

/** Does the same for a token of which only the id is known. */
export async function recordById(context: TokenContext, id: unknown, change: Change): Promise<void> {
  const { model, settings } = context
  if (!settings.audit) return
  const select = { id: true, [model.ownerField]: true } as const
  await record(context, await model.delegate.findMany({ where: { id }, select }), change)
}

function jsonOf(detail: Readonly<Record<string, unknown>>): unknown {
  return JSON.parse(JSON.stringify(detail, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)))
}
