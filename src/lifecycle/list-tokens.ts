import { positiveInteger, rejectUndefined, whereOption } from '../arguments.js'
import { type Projection, projected, projectionArgs } from '../client/projection.js'
import type { TokenRow, TokenWhere } from '../client/token-client.js'
import type { TokenContext } from '../context.js'
import { knownOptions } from '../known-options.js'
import { userIdOf } from '../user-reference.js'
import { cursorAfter, cursorWhere, type TokenOrder } from './cursor.js'
import { statusColumns, statusOf, statusWhere, type TokenStatus } from './status.js'

/** Which tokens are listed, and what of them. */
export interface ListOptions<
  User = unknown,
  Where = object,
  Select = Projection['select'],
  Include = Projection['include'],
> {
  /** Whose tokens. Default: everybody's. */
  user?: User | null
  /** Which tokens, as in the app's own queries. Default: all of them. */
  where?: Where
  /** The columns and relations in `record`, as in Prisma's queries. Default: every column, no relation. */
  select?: Select | undefined
  /** Relations in `record` beside its columns, as in Prisma's queries. */
  include?: Include | undefined
  /** How many tokens at most. Default: 100. */
  take?: number | undefined
}

/** The options of `listTokens`. */
export interface ListTokensOptions<
  User = unknown,
  Where = object,
  Select = Projection['select'],
  Include = Projection['include'],
> extends ListOptions<User, Where, Select, Include> {
  /** Tokens of one status, or of several. Default: of any. */
  status?: TokenStatus | readonly TokenStatus[] | undefined
  /** Default: `{ timeAdded: 'desc' }`, the newest first. */
  orderBy?: TokenOrder | undefined
  /** The `nextCursor` of the page before, with the same `orderBy`. Default: the first page. */
  cursor?: string | null | undefined
}

/** A token in a list. */
export interface ListedToken<Record> {
  /** The app's row, without its digest. */
  readonly record: Record
  readonly status: TokenStatus
}

/** A page of a list. */
export interface TokenPage<Record> {
  readonly tokens: ListedToken<Record>[]
  /** For the page after this one; null: this is the last one. */
  readonly nextCursor: string | null
}

const knownKeys = {
  user: true,
  where: true,
  select: true,
  include: true,
  take: true,
  status: true,
  orderBy: true,
  cursor: true,
} as const

export async function listTokens(
  { model, options: defaults }: TokenContext,
  options: ListTokensOptions,
): Promise<TokenPage<TokenRow>> {
  knownOptions('listTokens', options, knownKeys)
  const now = defaults.clock()
  const take = positiveInteger('take', options.take ?? 100)
  const orderBy = options.orderBy ?? { timeAdded: 'desc' }
  const { where: after, order } = cursorWhere(orderBy, options.cursor ?? undefined, model.idType)
  const where = { AND: [...filterOf(options), statusFilter(options.status, now), after] }
  // One more than asked for tells whether there is another page.
  const args = projectionArgs(options, { ...statusColumns, id: true, timeAdded: true })
  const rows = await model.delegate.findMany({ where, orderBy: order, take: take + 1, ...args })
  const page = rows.slice(0, take)
  const last = rows.length > take ? page.at(-1) : undefined
  return {
    tokens: page.map((row) => ({ record: projected(row, options), status: statusOf(row, now) })),
    nextCursor: last ? cursorAfter(orderBy, last) : null,
  }
}

/** What the options `user` and `where` mean. */
export function filterOf(options: ListOptions): TokenWhere[] {
  const { user } = options
  if (Object.hasOwn(options, 'user')) rejectUndefined('user', user)
  return [whereOption(options), ...(user === undefined || user === null ? [] : [{ userId: userIdOf('user', user) }])]
}

function statusFilter(status: ListTokensOptions['status'], now: Date): TokenWhere {
  if (status === undefined) return {}
  const statuses: unknown = typeof status === 'string' ? [status] : status
  if (!Array.isArray(statuses)) throw new TypeError('status must be a status, or a list of them')
  // In a list of filters, Prisma takes an empty OR for no filter.
  if (statuses.length === 0) return { id: { in: [] } }
  return { OR: statuses.map((each: TokenStatus) => statusWhere(each, now)) }
}
