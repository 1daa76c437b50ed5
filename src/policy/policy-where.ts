import { isMethodAllowed } from './is-method-allowed.js'
import type { TokenPolicy } from './policy.js'

/** The options of {@link policyWhere}. */
export interface PolicyWhereOptions<Id> {
  /** The field that holds the ids which the policy speaks of. Default: `id`. */
  field?: string
  /** Turns an id of the document, a string, into one of the field. Default: whole numbers become numbers. */
  parseId?: (id: string) => Id
}

/**
 * A `where` for a list of a resource's objects, which leaves out those that the policy blocks for GET.
 *
 * @param policy - Valid, as `validatePolicy` has it; null and `{}` leave out nothing.
 * @param resource - The policy id of the resource.
 * @example
 * ```ts
 * await prisma.project.findMany({ where: { AND: [where, policyWhere(record.policy, 'project')] } })
 * await prisma.account.findMany({ where: policyWhere(record.policy, 'account', { parseId: String }) })
 * ```
 */
export function policyWhere<Id = string | number>(
  policy: unknown,
  resource: string,
  { field = 'id', parseId = parseWholeNumber as (id: string) => Id }: PolicyWhereOptions<Id> = {},
): Record<string, { in: Id[] } | { notIn: Id[] }> {
  const { resources } = (policy ?? {}) as TokenPolicy
  const section = resources && resource !== '*' && Object.hasOwn(resources, resource) ? resources[resource] : undefined
  const named = Object.keys(section ?? {}).filter((id) => id !== '*')
  const isAllowed = (id?: string) => isMethodAllowed(policy, resource, 'GET', id)
  if (!isAllowed()) return { [field]: { in: named.filter((id) => isAllowed(id)).map(parseId) } }
  const blocked = named.filter((id) => !isAllowed(id)).map(parseId)
  return blocked.length > 0 ? { [field]: { notIn: blocked } } : {}
}

function parseWholeNumber(id: string): string | number {
  const number = Number(id)
  return Number.isSafeInteger(number) && String(number) === id ? number : id
}
