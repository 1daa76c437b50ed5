import { text } from '../arguments/checks.js'
import { bulkKeys, bulkOptions, type BulkOptions } from '../arguments/bulk-options.js'
import { type AuthorOptions, authorKeys, withAuthor } from '../context/author.js'
import { ownerTags } from '../context/tags.js'
import type { Id } from '../client/id.js'
import type { TokenModel } from '../client/token-model.js'
import type { TokenWhere } from '../client/token-row.js'
import { whereOption } from '../client/where-argument.js'
import type { RepositoryContext, TokenContext } from '../context/context.js'
import { ownerOptionOf } from '../context/owner-option-of.js'
import { knownOptions } from '../arguments/known-options.js'
import { ownerIdOf } from '../client/owner-reference.js'
import { type Invalidation, invalidateInBatches, invalidateWhere } from './invalidate-where.js'

/** The options of `invalidateTokens`. Both filters apply; without either, every valid token is invalidated. */
export interface InvalidateTokensOptions<Owner = unknown, Where = object> extends BulkOptions, AuthorOptions {
  /** The owners of the tokens. Omitted or null: everybody's tokens. An empty list: nobody's. */
  owners?: Iterable<Owner> | null
  /** The same, where the owners are users. */
  users?: Iterable<Owner> | null
  /** A filter, as in the app's own queries. Default: all tokens. */
  where?: Where
  /** The reason, for operators and for the tokens' owners. Default: ''. */
  invalidReason?: string | null | undefined
  /**
   * The maximum number of tokens per statement; `true`: 5,000. Above 500, fewer where a statement takes longer than 75 ms. Each
   * statement commits by itself, except in a transaction of the app's. Default: one statement for all tokens.
   */
  batchSize?: number | true | undefined
}

const defaultRevocationSize = 5000

/** The maximum number of users per statement in batches, beside the values of the filter and of the change. */
const usersAtOnce = 500

export async function invalidateTokens(
  base: TokenContext,
  ...args: [options?: InvalidateTokensOptions]
): Promise<{ count: number }> {
  // A variable that was not set must not stand for "all tokens there are".
  if (args.length > 0 && args[0] === undefined) throw new TypeError('invalidateTokens: the options are undefined')
  const [given] = args
  const options = knownOptions('invalidateTokens', given, {
    owners: true,
    users: true,
    where: true,
    invalidReason: true,
    batchSize: true,
    ...bulkKeys,
    ...authorKeys,
  })
  const context = withAuthor(base, options)
  const where = whereOption(context.model, options)
  const invalidReason = text('invalidReason', options.invalidReason)
  const batchSize = options.batchSize === true ? defaultRevocationSize : options.batchSize
  const bulk = bulkOptions({ ...options, batchSize }, defaultRevocationSize)
  const ownerIds = ownerIdsOf(context, options)
  const idsKey = context.model.ownerField === 'userId' ? 'userIds' : 'ownerIds'
  const ofUsers = (ids: readonly (Id | null)[] | undefined): Invalidation => ({
    where: ids ? { AND: [where, ownersWhere(context.model, ids)] } : where,
    invalidReason,
    tags: ownerTags(ids),
    filter: { ...(ids && { [idsKey]: ids }), ...(options.where && { where }) },
  })
  bulk.signal?.throwIfAborted()
  if (ownerIds?.length === 0) return { count: 0 }

  let count = 0
  const onBatch = async (changed: number) => {
    count += changed
    await bulk.onProgress?.({ count })
  }
  if (batchSize === undefined) {
    await onBatch((await invalidateWhere(context, ofUsers(ownerIds), ownerIds ?? 'everybody')).count)
  } else {
    for (const ids of slicesOf(ownerIds, Math.min(usersAtOnce, context.model.database.maxValuesPerStatement - 18))) {
      await invalidateInBatches(context, ofUsers(ids), ids ?? 'everybody', { ...bulk, onBatch })
    }
  }
  return { count }
}

function* slicesOf(
  ownerIds: readonly (Id | null)[] | undefined,
  size: number,
): Generator<readonly (Id | null)[] | undefined> {
  if (!ownerIds) yield undefined
  else for (let start = 0; start < ownerIds.length; start += size) yield ownerIds.slice(start, start + size)
}

/** Returns the ids, or undefined for everybody. */
function ownerIdsOf(context: RepositoryContext, options: InvalidateTokensOptions): (Id | null)[] | undefined {
  const { model, owner } = context
  const name = ownerOptionOf(context, options, 'owners', 'users')
  if (owner) return [owner.id]
  const owners = name && options[name]
  if (!name || owners === null) return undefined
  // A string is iterable too: each of its characters would pass for an id.
  if (typeof owners !== 'object' || typeof owners[Symbol.iterator] !== 'function') {
    throw new TypeError(`${name} must be a list of ids or of objects with an id; null stands for everybody`)
  }
  return Array.from(owners, (each, index) => ownerIdOf(`${name}[${index}]`, each, model))
}

/** Returns the filter for tokens of these owners. A list of Prisma's matches no null. */
function ownersWhere({ ownerField }: TokenModel, ids: readonly (Id | null)[]): TokenWhere {
  const named = { [ownerField]: { in: ids.filter((id) => id !== null) } }
  return ids.includes(null) ? { OR: [named, { [ownerField]: null }] } : named
}
