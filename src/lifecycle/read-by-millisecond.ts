import type { TokenRow, TokenWhere } from '../client/token-row.js'
import type { Order, Position } from './cursor.js'

/** Reads the rows of a list that match a filter. */
export type Read = (where: TokenWhere, order: readonly Order[], take: number) => Promise<TokenRow[]>

/** The rows of a page, and the row after which the next one begins; undefined when there is none. */
export interface Rows {
  readonly rows: TokenRow[]
  readonly last: TokenRow | undefined
}

/**
 * Reads a page by `timeAdded` where the column has microseconds. A Date, and so a cursor, has milliseconds: within one
 * millisecond, pages are ordered by id.
 */
export async function readByMillisecond(
  read: Read,
  { direction, after }: { direction: 'asc' | 'desc'; after: Position | undefined },
  take: number,
): Promise<Rows> {
  const byId = [{ id: direction }]
  const isAscending = direction === 'asc'
  const rest = after && { ...within(after.timeAdded), id: { [isAscending ? 'gt' : 'lt']: after.id } }
  const rows = rest ? await read(rest, byId, take + 1) : []
  const begun = rows.length
  if (begun <= take) {
    const later = after && {
      timeAdded: isAscending ? { gte: endOfMillisecond(after.timeAdded) } : { lt: after.timeAdded },
    }
    rows.push(...(await read(later ?? {}, [{ timeAdded: direction }, { id: direction }], take + 1 - begun)))
  }
  const [last, next] = [rows[take - 1], rows[take]]
  if (!last || !next) return { rows, last: undefined }
  const page = rows.slice(0, take)
  if (begun >= take) return { rows: page, last }

  const start = page.findIndex((row, index) => index >= begun && isSameTime(row, last))
  const isAlone = start === take - 1 && !isSameTime(last, next)
  if (isAlone) return { rows: page, last }
  // The microseconds decide which rows come next, but the next page would begin by id and leave some of them out.
  const end = await read(within(last.timeAdded), byId, take - start)
  // When all of them were deleted in the meantime, the list goes on after their place.
  return { rows: [...page.slice(0, start), ...end], last: end.at(-1) ?? last }
}

function within(millisecond: Date): TokenWhere {
  return { timeAdded: { gte: millisecond, lt: endOfMillisecond(millisecond) } }
}

function endOfMillisecond(millisecond: Date): Date {
  return new Date(millisecond.getTime() + 1)
}

function isSameTime(a: TokenRow, b: TokenRow): boolean {
  return a.timeAdded.getTime() === b.timeAdded.getTime()
}
