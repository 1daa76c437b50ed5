import { knownOptions } from '../arguments/known-options.js'
import { idReader, type PolicyIdOptions, type PolicyObjectId, spellings } from './object-ids.js'
import { isAllowed, namedObjects, resourceRules } from './resource-rules.js'

/** The options of {@link policyWhere}. */
export interface PolicyWhereOptions<Id extends PolicyObjectId = PolicyObjectId> extends PolicyIdOptions<Id> {
  /** The field that holds the ids of the policy. Default: `id`. */
  field?: string | undefined
}

/** True for every Int. Prisma refuses it for a String, and it leaves out larger BigInts. */
const anyInt = { gte: -(2 ** 31), lte: 2 ** 31 - 1 }

/**
 * Returns a `where` for a list of a resource's objects, which leaves out those that the policy blocks for GET: the ones that
 * `isMethodAllowed` denies. An id that the field cannot hold matches nothing. A document that `validatePolicy` refuses leaves
 * out everything.
 *
 * By default the field is an `Int`. Name any other `type`: without it, a document with an id that is no Int makes the query
 * fail on a String, and leaves out larger ids of a BigInt.
 *
 * @param policy - The `policy` of a token's row; null and `{}` leave out nothing.
 * @param resource - The policy id of the resource.
 * @example
 * ```ts
 * await prisma.project.findMany({ where: { AND: [where, policyWhere(record.policy, 'project')] } })
 * await prisma.account.findMany({ where: policyWhere(record.policy, 'account', { type: 'Uuid' }) })
 * ```
 */
export function policyWhere<Id extends PolicyObjectId = PolicyObjectId>(
  policy: unknown,
  resource: string,
  options?: PolicyWhereOptions<Id>,
): Record<string, { in: Id[] } | { notIn: Id[] }> {
  const given = knownOptions('policyWhere', options, { field: true, type: true, parseId: true })
  const { field = 'id', type, parseId } = given
  if (typeof field !== 'string' || field === '') throw new TypeError('field must be the name of a field')
  const read = idReader(given, 'Int')
  const rules = resourceRules(policy, resource)
  if (!rules) return { [field]: { in: [] } }

  const isRestAllowed = isAllowed(rules, 'GET')
  const exceptions = [...namedObjects(rules, read).values()]
    .filter((object) => isAllowed(rules, 'GET', object) !== isRestAllowed)
    .flatMap(({ id }) => spellings(id)) as Id[]
  // An id that is skipped as no Int could be a blocked one of a field of another type.
  const isGuess = type === undefined && parseId === undefined
  const guard = isGuess && Object.keys(rules.objects).some((id) => read(id) === undefined)
  if (isRestAllowed && exceptions.length === 0 && !guard) return {}
  return { [field]: { ...(isRestAllowed ? { notIn: exceptions } : { in: exceptions }), ...(guard && anyInt) } }
}
