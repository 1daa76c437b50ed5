import { text } from '../arguments/checks.js'
import { bulkKeys, bulkOptions, type BulkOptions } from '../arguments/bulk-options.js'
import { userTags } from '../context/tags.js'
import type { Id, IdType } from '../client/id.js'
import { whereOption } from '../client/where-argument.js'
import type { TokenContext } from '../context/context.js'
import { knownOptions } from '../arguments/known-options.js'
import { userIdOf } from '../client/user-reference.js'
import { type Invalidation, invalidateInBatches, invalidateWhere } from './invalidate-where.js'

/** The options of `invalidateTokens`. Both filters apply; without either, every valid token is invalidated. */
export interface InvalidateTokensOptions<User = unknown, Where = object> extends BulkOptions {
  /** The owners of the tokens. Omitted or null: everybody's tokens. An empty list: nobody's. */
  users?: Iterable<User> | null
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

/** The maximum number of users per statement in batches: SQLite takes 999 parameters. */
const usersAtOnce = 500

export async function invalidateTokens(
  context: TokenContext,
  ...args: [options?: InvalidateTokensOptions]
): Promise<{ count: number }> {
  // A variable that was not set must not stand for "all tokens there are".
  if (args.length > 0 && args[0] === undefined) throw new TypeError('invalidateTokens: the options are undefined')
  const [given] = args
  const options = knownOptions('invalidateTokens', given, {
    users: true,
    where: true,
    invalidReason: true,
    batchSize: true,
    ...bulkKeys,
  })
  const where = whereOption(context.model, options)
  const invalidReason = text('invalidReason', options.invalidReason)
  const batchSize = options.batchSize === true ? defaultRevocationSize : options.batchSize
  const bulk = bulkOptions({ ...options, batchSize }, defaultRevocationSize)
  const userIds = userIdsOf(options, context.model.userIdType)
  const ofUsers = (ids: readonly Id[] | undefined): Invalidation => ({
    where: ids ? { AND: [where, { userId: { in: ids } }] } : where,
    invalidReason,
    tags: userTags(ids),
    filter: { ...(ids && { userIds: ids }), ...(options.where && { where }) },
  })
  bulk.signal?.throwIfAborted()
  if (userIds?.length === 0) return { count: 0 }

  let count = 0
  const onBatch = async (changed: number) => {
    count += changed
    await bulk.onProgress?.({ count })
  }
  if (batchSize === undefined) {
    await onBatch((await invalidateWhere(context, ofUsers(userIds), userIds ?? 'everybody')).count)
  } else {
    for (const ids of slicesOf(userIds)) {
      await invalidateInBatches(context, ofUsers(ids), ids ?? 'everybody', { ...bulk, onBatch })
    }
  }
  return { count }
}

function* slicesOf(userIds: readonly Id[] | undefined): Generator<readonly Id[] | undefined> {
  if (!userIds) yield undefined
  else for (let start = 0; start < userIds.length; start += usersAtOnce) yield userIds.slice(start, start + usersAtOnce)
}

/** Returns the ids, or undefined for everybody. */
function userIdsOf(options: InvalidateTokensOptions, type: IdType | undefined): Id[] | undefined {
  const { users } = options
  if (users === null || !Object.hasOwn(options, 'users')) return undefined
  // A string is iterable too: each of its characters would pass for an id.
  if (typeof users !== 'object' || typeof users[Symbol.iterator] !== 'function') {
    throw new TypeError('users must be a list of ids or of objects with an id; null stands for everybody')
  }
  return Array.from(users, (user, index) => userIdOf(`users[${index}]`, user, type))
}
