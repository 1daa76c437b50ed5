import { type Id, idFromText, type IdType } from '../client/id.js'
import type { TokenRow, TokenWhere } from '../client/token-row.js'
import { WebAPITokenCursorError } from '../outcomes/errors.js'

/** The order of a list: by age, or by id. */
export type TokenOrder = { readonly timeAdded: 'asc' | 'desc' } | { readonly id: 'asc' | 'desc' }

/** The content of a cursor: its order, and where the previous page ended. */
type Content = [order: string, timeAdded: number | null, idType: IdType, id: string]

/** Prisma's `orderBy` of one field. */
export type Order = Readonly<Record<string, 'asc' | 'desc'>>

/** Where a page ended. */
export interface Position {
  readonly timeAdded: Date
  readonly id: Id
}

/** Parses the order, and where the previous page ended; undefined for the first page. */
export function startOf(
  orderBy: TokenOrder,
  cursor: string | undefined,
  idType?: string,
): { field: 'timeAdded' | 'id'; direction: 'asc' | 'desc'; after: Position | undefined } {
  const [field, direction] = parseOrder(orderBy)
  return {
    field,
    direction,
    after: cursor === undefined ? undefined : parseCursor(cursor, `${field} ${direction}`, idType),
  }
}

/** Returns the order with ties resolved, and the filter for what comes after the cursor. */
export function cursorWhere({ field, direction, after }: ReturnType<typeof startOf>): {
  where: TokenWhere
  order: Order[]
} {
  const order = field === 'id' ? [{ id: direction }] : [{ timeAdded: direction }, { id: direction }]
  if (!after) return { where: {}, order }
  const { timeAdded, id } = after
  const beyond = direction === 'asc' ? 'gt' : 'lt'
  if (field === 'id') return { where: { id: { [beyond]: id } }, order }
  return {
    where: {
      // Follows from the other two conditions, and lets the database enter the index at the right place.
      timeAdded: { [`${beyond}e`]: timeAdded },
      OR: [{ timeAdded: { [beyond]: timeAdded } }, { timeAdded, id: { [beyond]: id } }],
    },
    order,
  }
}

/** Returns an opaque string that is safe in a URL. */
export function cursorAfter(orderBy: TokenOrder, row: Pick<TokenRow, 'id' | 'timeAdded'>): string {
  const [field, direction] = parseOrder(orderBy)
  const { id } = row
  const time = field === 'id' ? null : row.timeAdded.getTime()
  const position = [`${field} ${direction}`, time, typeof id, String(id)]
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

function parseOrder(orderBy: unknown): [field: 'timeAdded' | 'id', direction: 'asc' | 'desc'] {
  const entries = Object.entries(Object(orderBy) as object) as [string, unknown][]
  const [[field, direction] = []] = entries
  const isKnown = (field === 'timeAdded' || field === 'id') && (direction === 'asc' || direction === 'desc')
  if (entries.length !== 1 || !isKnown) {
    throw new TypeError('orderBy must be { timeAdded: "asc" | "desc" } or { id: "asc" | "desc" }')
  }
  return [field, direction]
}

/** Parses a cursor. It comes from outside: nothing in it is trusted. */
function parseCursor(cursor: unknown, order: string, idType: string | undefined): Position {
  if (typeof cursor !== 'string') throw new TypeError('cursor must be a string')
  try {
    const [cursorOrder, time, type, text] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as Content
    const hasTime = order.startsWith('id ') ? time === null : isTime(time)
    const id = idType === undefined || idType === type ? idFromText(text, type) : undefined
    if (cursorOrder === order && hasTime && id !== undefined) return { timeAdded: new Date(time ?? 0), id }
  } catch {
    // Falls through.
  }
  throw new WebAPITokenCursorError()
}

/** Checks whether every database can store that time. */
function isTime(time: unknown): boolean {
  if (typeof time !== 'number') return false
  // A filter may begin at the end of its millisecond.
  return new Date(time).getUTCFullYear() >= 1 && new Date(time + 1).getUTCFullYear() <= 9999
}
