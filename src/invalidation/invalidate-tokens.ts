import { rejectUndefined, text } from '../arguments.js'
import { userTags } from '../cache/tags.js'
import type { TokenContext } from '../context.js'
import { userIdOf } from '../user-reference.js'
import { invalidateWhere } from './invalidate-where.js'

/** The options of `invalidateTokens`. Both filters apply; without either, every valid token is invalidated. */
export interface InvalidateTokensOptions<User = unknown, Where = object> {
  /** Whose tokens. Omitted or null: everybody's. An empty list: nobody's. */
  users?: Iterable<User> | null
  /** Which tokens, as in the app's own queries. Default: all of them. */
  where?: Where
  /** Why, for operators and for the tokens' owners. Default: ''. */
  invalidReason?: string | null | undefined
}

export async function invalidateTokens(
  context: TokenContext,
  options: InvalidateTokensOptions,
): Promise<{ count: number }> {
  const { users, where = {} } = options
  if (Object.hasOwn(options, 'users')) rejectUndefined('users', users)
  if (Object.hasOwn(options, 'where')) rejectUndefined('where', options.where)
  if (typeof where !== 'object' || where === null) throw new TypeError('where must be an object')
  const invalidReason = text('invalidReason', options.invalidReason)
  const userIds = users === undefined || users === null ? undefined : userIdsOf(users)
  if (userIds?.length === 0) return { count: 0 }
  return invalidateWhere(context, {
    where: userIds ? { AND: [where, { userId: { in: userIds } }] } : { ...where },
    invalidReason,
    tags: userTags(userIds),
    filter: { ...(userIds && { userIds }), ...(options.where && { where }) },
  })
}

function userIdsOf(users: Iterable<unknown>): unknown[] {
  // A string is iterable too: each of its characters would pass for a user id.
  if (typeof users !== 'object' || typeof users[Symbol.iterator] !== 'function') {
    throw new TypeError('users must be a list of ids or of objects with an id')
  }
  return Array.from(users, (user, index) => userIdOf(`users[${index}]`, user))
}
