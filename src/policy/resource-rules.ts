import { WebAPITokenPolicyError } from '../outcomes/errors.js'
import { type IdReader, objectKey, type PolicyObjectId } from './object-ids.js'
import type { TokenPolicy, TokenPolicyRules, TokenResourcePolicy } from './policy.js'
import { validatePolicy } from './validate-policy.js'

/** What a policy says about one resource. */
export interface ResourceRules {
  /** The rules of single objects, by the ids of the document. */
  readonly objects: TokenResourcePolicy
  /** The rules of all objects, and then those of everything, where there are such. */
  readonly general: readonly TokenPolicyRules[]
}

/** An object that a section names. */
export interface NamedObject {
  readonly id: PolicyObjectId
  readonly rules: TokenPolicyRules[]
}

/** What a policy from a row says about a resource; undefined where the document is malformed, which denies. */
export function resourceRules(policy: unknown, resource: string): ResourceRules | undefined {
  if (policy === undefined) throw new TypeError('policy is undefined: the row was read without it')
  if (typeof resource !== 'string' || resource === '' || resource === '*') {
    throw new TypeError('resource must be the policy id of a resource')
  }
  const document = policy ?? {}
  if (!isPolicy(document)) return undefined
  const { resources = {} } = document
  // A resource such as `constructor` must find nothing but a section.
  const section = Object.hasOwn(resources, resource) ? (resources[resource] as TokenResourcePolicy) : {}
  const { '*': ofResource, ...objects } = section
  const general = [ofResource, resources['*'] as TokenPolicyRules | undefined].filter((rules) => rules !== undefined)
  return { objects, general }
}

/** The same check as when the document was written: what an app or another version has stored since is not trusted. */
function isPolicy(policy: unknown): policy is TokenPolicy {
  try {
    validatePolicy(policy)
    return true
  } catch (error) {
    if (error instanceof WebAPITokenPolicyError) return false
    throw error
  }
}

/** The objects that the document names, by their keys. Ids of the same object, such as `42` and `042`, are one. */
export function namedObjects(rules: ResourceRules, read: IdReader): Map<string, NamedObject> {
  const named = new Map<string, NamedObject>()
  for (const [text, ofObject] of Object.entries(rules.objects)) {
    const id = read(text)
    if (id === undefined) continue
    const key = objectKey(id)
    const object = named.get(key) ?? { id, rules: [] }
    object.rules.push(ofObject)
    named.set(key, object)
  }
  return named
}

/** Whether the method may be used on an object, or on the resource as a whole. */
export function isAllowed({ general }: ResourceRules, method: string, object?: NamedObject): boolean {
  for (const rules of [object?.rules ?? [], ...general.map((each) => [each])]) {
    for (const name of [method, '*']) {
      if (rules.some(({ block }) => block?.includes(name))) return false
      if (rules.some(({ allow }) => allow?.includes(name))) return true
    }
  }
  return true
}
