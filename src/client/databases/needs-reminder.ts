import type { Id } from '../id.js'
import type { TokenModel } from '../token-model.js'

/** Returns the condition of SQL for tokens that need a reminder of their expiry in a period. */
export function needsReminder(
  model: TokenModel,
  quoted: (name: string) => string,
  [now, end]: readonly [now: string, end: string],
): string {
  const { columnOf } = model
  const [notified, valid, expires] = [columnOf('expiryNotified'), columnOf('valid'), columnOf('expires')].map((name) =>
    quoted(name),
  )
  const isReplaced = model.has('rotation') ? ` AND ${quoted(columnOf('successorId'))} IS NULL` : ''
  return `${notified} IS NULL AND ${valid} AND ${expires} > ${now} AND ${expires} <= ${end}${isReplaced}`
}

/** Returns the ids of rows that a raw query has returned. */
export function idsOf(rows: unknown): Id[] {
  return (rows as { readonly id: Id }[]).map(({ id }) => id)
}
