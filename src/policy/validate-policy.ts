import { WebAPITokenPolicyError } from '../errors.js'
import type { TokenPolicy } from './policy.js'

/** The options of {@link validatePolicy}. */
export interface ValidatePolicyOptions {
  /** The policy ids of the app's resources. Without it any id will do. */
  resourceIds?: Iterable<string>
}

/**
 * Checks that a document is a policy, and says where it is not.
 *
 * @example
 * ```ts
 * validatePolicy(JSON.parse(input), { resourceIds: ['project', 'review'] })
 * ```
 * @throws WebAPITokenPolicyError with the `path` of the first fault.
 */
export function validatePolicy(policy: unknown, options: ValidatePolicyOptions = {}): asserts policy is TokenPolicy {
  if (!isObject(policy)) throw new WebAPITokenPolicyError('', 'The policy must be a JSON object.')
  if (Object.keys(policy).length === 0) return
  if (!Object.hasOwn(policy, 'resources')) {
    throw new WebAPITokenPolicyError('', 'The policy is missing a "resources" section.')
  }
  const resources = policy.resources
  if (!isObject(resources)) {
    throw new WebAPITokenPolicyError('resources', 'The policy\'s "resources" section must be a JSON object.')
  }
  if (Object.keys(resources).length === 0) {
    throw new WebAPITokenPolicyError('resources', 'The policy\'s "resources" section must not be empty.')
  }
  if (typeof options.resourceIds === 'string') throw new TypeError('resourceIds must be a list of policy ids')
  const resourceIds = options.resourceIds && new Set(options.resourceIds)
  for (const [resourceId, section] of Object.entries(resources)) {
    const path = `resources.${resourceId}`
    if (resourceId === '*') {
      validateRules(section, path)
    } else {
      if (resourceIds && !resourceIds.has(resourceId)) {
        throw new WebAPITokenPolicyError(path, `"${resourceId}" is not a valid resource policy ID.`)
      }
      for (const [objectId, rules] of Object.entries(sectionAt(section, path))) {
        validateRules(rules, `${path}.${objectId}`)
      }
    }
  }
}

function validateRules(value: unknown, path: string): void {
  const rules = sectionAt(value, path)
  if (!Object.hasOwn(rules, 'allow') && !Object.hasOwn(rules, 'block')) {
    throw new WebAPITokenPolicyError(path, `The "${path}" section must have "allow" and/or "block" rules.`)
  }
  for (const rule of ['allow', 'block']) {
    if (!Object.hasOwn(rules, rule)) continue
    const methods = rules[rule]
    if (!Array.isArray(methods) || !Array.from<unknown>(methods).every((method) => typeof method === 'string')) {
      throw new WebAPITokenPolicyError(`${path}.${rule}`, `The "${path}" section's "${rule}" rule must be a list.`)
    }
  }
}

function sectionAt(value: unknown, path: string): Record<string, unknown> {
  if (!isObject(value)) throw new WebAPITokenPolicyError(path, `The "${path}" section must be a JSON object.`)
  return value
}

/** A Map, a Date or an object with toJSON would be stored as something else than what was checked, often as {}. */
function isObject(value: unknown): value is Record<string, unknown> {
  if (Object.prototype.toString.call(value) !== '[object Object]') return false
  return typeof (value as { toJSON?: unknown }).toJSON !== 'function'
}
