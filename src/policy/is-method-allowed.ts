import type { TokenPolicy, TokenPolicyRules, TokenResourcePolicy } from './policy.js'

/**
 * Whether a policy lets a method be used on a resource, or on one of its objects. What is nearer wins: the object before
 * `*`, the resource before everything, the method before `*`. Of two that are equally near, `block` wins. What no rule
 * speaks of is allowed.
 *
 * @param policy - Valid, as `validatePolicy` has it; null and `{}` allow everything.
 * @param resource - The policy id of the resource.
 * @param method - An HTTP method, in the case in which the policy has it: upper case.
 * @param objectId - Left out for the resource as a whole, such as a list.
 * @example
 * ```ts
 * if (!isMethodAllowed(record.policy, 'project', request.method, project.id)) return new Response(null, { status: 403 })
 * ```
 */
export function isMethodAllowed(
  policy: unknown,
  resource: string,
  method: string,
  objectId?: string | number | bigint,
): boolean {
  const { resources } = (policy ?? {}) as TokenPolicy
  if (!resources) return true
  // `*` is the section of everything, not a resource of that name.
  const section = resource === '*' ? undefined : (own(resources, resource) as TokenResourcePolicy | undefined)
  const candidates = [
    section && objectId !== undefined ? own(section, String(objectId)) : undefined,
    section && own(section, '*'),
    own(resources, '*') as TokenPolicyRules | undefined,
  ]
  for (const rules of candidates) {
    const permission = rules && permissionIn(rules, method)
    if (permission !== undefined) return permission
  }
  return true
}

function permissionIn({ allow = [], block = [] }: TokenPolicyRules, method: string): boolean | undefined {
  if (block.includes(method)) return false
  if (allow.includes(method)) return true
  if (block.includes('*')) return false
  if (allow.includes('*')) return true
  return undefined
}

/** An id such as `constructor` must find nothing but a rule. */
function own<T>(section: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(section, key) ? section[key] : undefined
}
