import { positiveInteger } from '../arguments/checks.js'
import { retryConflicts } from '../client/retry-conflicts.js'
import { type Projection, projected, projectionArgs } from '../client/projection.js'
import type { AppRecord, TokenWhere } from '../client/token-row.js'
import type { TokenModel } from '../client/token-model.js'
import { whereOption } from '../client/where-argument.js'
import type { RepositoryContext, TokenContext } from '../context/context.js'
import { ownerOptionOf } from '../context/owner-option-of.js'
import { ownWhere } from '../context/own-where.js'
import { type KnownKeys, knownOptions } from '../arguments/known-options.js'
import { ownerIdOf } from '../client/owner-reference.js'
import { cursorAfter, cursorWhere, startOf, type TokenOrder } from './cursor.js'
import { type Read, readByMillisecond, type Rows } from './read-by-millisecond.js'
import { statusColumns, statusOf, statusWhere, type TokenStatus } from '../client/token-status.js'

/** The options that all lists have in common. */
export interface ListOptions<
  Owner = unknown,
  Where = object,
  Select = Projection['select'],
  Include = Projection['include'],
> {
  /** The owner of the tokens; null and undefined are refused. Default: everybody's. */
  owner?: Owner
  /** The same, where the owners are users. */
  user?: Owner
  /** A filter, as in the app's own queries. Default: all tokens. */
  where?: Where
  /** The columns and relations in `record`, as in Prisma's queries. Default: every column, no relation. */
  select?: Select | undefined
  /** Relations in `record` beside its columns, as in Prisma's queries. */
  include?: Include | undefined
  /** The maximum number of tokens. Default: 100. */
  take?: number | undefined
}

/** The options of `listTokens`. */
export interface ListTokensOptions<
  Owner = unknown,
  Where = object,
  Select = Projection['select'],
  Include = Projection['include'],
> extends ListOptions<Owner, Where, Select, Include> {
  /** Tokens of one status, or of several. Default: of any. */
  status?: TokenStatus | readonly TokenStatus[] | undefined
  /** Default: `{ timeAdded: 'desc' }`, the newest first. */
  orderBy?: TokenOrder | undefined
  /** The `nextCursor` of the previous page, with the same `orderBy`. Default: the first page. */
  cursor?: string | null | undefined
}

export const listKeys: KnownKeys<ListOptions> = {
  owner: true,
  user: true,
  where: true,
  select: true,
  include: true,
  take: true,
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
  /** The cursor of the next page; null on the last one. */
  readonly nextCursor: string | null
}

export async function listTokens(
  context: TokenContext,
  given: ListTokensOptions | undefined,
): Promise<TokenPage<AppRecord>> {
  const { model, settings } = context
  const options = knownOptions('listTokens', given, { ...listKeys, status: true, orderBy: true, cursor: true })
  const now = settings.clock()
  const take = positiveInteger('take', options.take ?? 100)
  const orderBy = options.orderBy ?? { timeAdded: 'desc' }
  const start = startOf(orderBy, options.cursor ?? undefined, model.idType)
  const filters = [...filterOf(context, options), statusFilter(model, options.status, now)]
  const args = projectionArgs(options, { ...statusColumns(model), id: true, timeAdded: true })
  const read: Read = (where, order, limit) =>
    // When everything is serializable, a read may conflict as well.
    retryConflicts(model.client, () =>
      model.delegate.findMany({ where: { AND: [...filters, where] }, orderBy: order, take: limit, ...args }),
    )
  const isPrecise = start.field === 'timeAdded' && model.hasMicroseconds
  const { rows, last } = await (isPrecise ? readByMillisecond(read, start, take) : readPage(read, start, take))
  return {
    tokens: rows.map((row) => ({ record: projected(row, options), status: statusOf(row, now) })),
    nextCursor: last ? cursorAfter(orderBy, last) : null,
  }
}

/** Reads a page, and finds out whether it is the last one. */
export async function readPage(read: Read, start: ReturnType<typeof startOf>, take: number): Promise<Rows> {
  const { where, order } = cursorWhere(start)
  // One row more than asked for shows whether there is another page.
  const rows = await read(where, order, take + 1)
  const page = rows.slice(0, take)
  return { rows: page, last: rows.length > take ? page.at(-1) : undefined }
}

/** Returns the filters for the options `owner`, `user` and `where`. */
export function filterOf(context: RepositoryContext, options: ListOptions): TokenWhere[] {
  const { model } = context
  const where = whereOption(model, options)
  // A query answers null for a user who does not exist: that must not list everybody's tokens.
  const name = ownerOptionOf(context, options, 'owner', 'user')
  const filters = [where, ownWhere(context)]
  return name ? [...filters, { [model.ownerField]: ownerIdOf(name, options[name], model) }] : filters
}

function statusFilter(model: TokenModel, status: ListTokensOptions['status'], now: Date): TokenWhere {
  if (status === undefined) return {}
  const statuses: unknown = typeof status === 'string' ? [status] : status
  if (!Array.isArray(statuses)) throw new TypeError('status must be a status, or a list of them')
  // In a list of filters, Prisma takes an empty OR for no filter.
  if (statuses.length === 0) return { id: { in: [] } }
  return {
    OR: statuses.map((each: TokenStatus) => ({ ...statusWhere(model, each, now), ...indexedWhere(model, each) })),
  }
}

/** Returns a condition for which there is an index: whatever was rotated is in a family, and few tokens are. */
function indexedWhere(model: TokenModel, status: TokenStatus): TokenWhere {
  return status === 'retiring' && model.has('rotation') ? { familyId: { not: null } } : {}
}
