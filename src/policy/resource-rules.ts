import { WebAPITokenPolicyError } from '../outcomes/errors.js'
import { type IdReader, objectKey, type PolicyObjectId } from './object-ids.js'
import type { TokenPolicy, TokenPolicyRules, TokenResourcePolicy } from './policy.js'
import { validatePolicy } from './validate-policy.js'

/** The rules of a policy for one resource. */
export interface ResourceRules {
  /** The rules of single objects, by their ids in the document. */
  readonly objects: TokenResourcePolicy
  /** The rules of all objects, then those of everything. */
  readonly general: readonly TokenPolicyRules[]
}

/** An object that a section names by its id. */
export interface NamedObject {
  readonly id: PolicyObjectId
  readonly rules: TokenPolicyRules[]
}

/** Returns the rules of a row's policy for a resource; undefined for a malformed document, which denies. */
export function resourceRules(policy: unknown, resource: string): ResourceRules | undefined {
  if (policy === undefined) throw new TypeError('policy is undefined: the row was read without it')
  if (typeof resource !== 'string' || resource === '' || resource === '*') {
    throw new TypeError('resource must be the policy id of a resource')
  }
  const document = policy ?? {}
  if (!isPolicy(document)) return undefined
  const { resources = {} } = document
  // A resource such as `constructor` must match nothing but a section.
  const section = Object.hasOwn(resources, resource) ? (resources[resource] as TokenResourcePolicy) : {}
  const { '*': ofResource, ...objects } = section
  const general = [ofResource, resources['*'] as TokenPolicyRules | undefined].filter((rules) => rules !== undefined)
  return { objects, general }
}

/** Applies the same check as when the document was written: an app or another version may have stored anything. */
function isPolicy(policy: unknown): policy is TokenPolicy {
  try {
    validatePolicy(policy)
    return true
  } catch (error) {
    if (error instanceof WebAPITokenPolicyError) return false
    throw error
  }
}

/**
 * Returns the objects that the document names, by their keys. Different spellings of an id, such as `42` and `042`, are one
 * object.
 */
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

/** Checks whether the method is allowed on an object, or on the resource as a whole. */
export function isAllowed({ general }: ResourceRules, method: string, object?: NamedObject): boolean {
  for (const rules of [object?.rules ?? [], ...general.map((each) => [each])]) {
    for (const name of [method, '*']) {
      if (rules.some(({ block }) => block?.includes(name))) return false
      if (rules.some(({ allow }) => allow?.includes(name))) return true
    }
  }
  return true
}
