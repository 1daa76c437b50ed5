import { isHttpToken } from '../util/http-token.js'
import { knownOptions } from '../arguments/known-options.js'
import { idReader, objectKey, type PolicyIdOptions, type PolicyObjectId } from './object-ids.js'
import { isAllowed, namedObjects, resourceRules } from './resource-rules.js'

/**
 * Checks whether a policy allows a method on a resource, or on one of its objects. The more specific rule wins: the object
 * before `*`, the resource before everything, the method before `*`. Of two equally specific rules, `block` wins. Without a
 * rule, access is allowed.
 *
 * A document that `validatePolicy` refuses denies everything. A token that may do nothing at all most likely has one:
 * `validatePolicy(record.policy)` says what is wrong with it.
 *
 * @param policy - The `policy` of a token's row; null and `{}` allow everything.
 * @param resource - The policy id of the resource.
 * @param method - An HTTP method, in either case.
 * @param object - The id of the object, as its row has it, not as the request does: a database may find the row 42 under
 *   `042`. Leave it out for the resource as a whole, such as a list. Behind it, options say how ids of the document are
 *   read; by default as whole numbers for a number or a bigint, and as they are for a string. UUIDs match in either case.
 * @example
 * ```ts
 * if (!isMethodAllowed(record.policy, 'project', request.method, project.id)) return new Response(null, { status: 403 })
 * ```
 * @throws `TypeError` for an id that is there but undefined or null, so that a missing one is no way around a rule.
 */
export function isMethodAllowed(
  policy: unknown,
  resource: string,
  method: string,
  ...object: [] | [objectId: PolicyObjectId, options?: PolicyIdOptions]
): boolean {
  const rules = resourceRules(policy, resource)
  if (typeof method !== 'string' || !isHttpToken(method)) throw new TypeError('method must be an HTTP method')
  const name = method.toUpperCase()
  if (object.length === 0) return rules !== undefined && isAllowed(rules, name)

  const objectId = checkedId(object[0])
  const options = knownOptions('isMethodAllowed', object[1], { type: true, parseId: true })
  const read = idReader(options, typeof objectId === 'string' ? 'String' : 'BigInt')
  const id = options.parseId ? objectId : read(String(objectId))
  if (rules === undefined || id === undefined) return false
  return isAllowed(rules, name, namedObjects(rules, read).get(objectKey(id)))
}

function checkedId(id: unknown): PolicyObjectId {
  if (typeof id === 'string' || typeof id === 'bigint' || Number.isSafeInteger(id)) return id as PolicyObjectId
  throw new TypeError('objectId must be a string, a bigint or a safe integer; leave it out for the whole resource')
}
