import { WebAPITokenPolicyError } from '../outcomes/errors.js'
import { knownOptions } from '../arguments/known-options.js'
import type { TokenPolicy } from './policy.js'

/** The options of {@link validatePolicy}. */
export interface ValidatePolicyOptions {
  /** The policy ids of the app's resources. Default: any id is accepted. */
  resourceIds?: Iterable<string> | undefined
}

const methodName = /^[A-Z][A-Z0-9_-]*$/

/**
 * Checks that a document is a policy, and reports the first fault. The same check applies when a row's policy is read: a
 * document that it refuses denies everything.
 *
 * @example
 * ```ts
 * validatePolicy(JSON.parse(input), { resourceIds: ['project', 'review'] })
 * ```
 * @throws WebAPITokenPolicyError with the `path` of the first fault.
 */
export function validatePolicy(policy: unknown, options?: ValidatePolicyOptions): asserts policy is TokenPolicy {
  const { resourceIds } = knownOptions('validatePolicy', options, { resourceIds: true })
  if (typeof resourceIds === 'string') throw new TypeError('resourceIds must be a list of policy ids')
  const known = resourceIds && new Set(resourceIds)

  if (!isObject(policy)) throw new WebAPITokenPolicyError('', 'The policy must be a JSON object.')
  if (Object.keys(policy).length === 0) return
  if (!Object.hasOwn(policy, 'resources')) {
    throw new WebAPITokenPolicyError('', 'The policy is missing a "resources" section.')
  }
  for (const key of Object.keys(policy)) {
    if (key === 'resources') continue
    throw new WebAPITokenPolicyError(key, `The policy has a key ${quoted(key)}; it must have "resources" only.`)
  }
  const resources = policy.resources
  if (!isObject(resources)) {
    throw new WebAPITokenPolicyError('resources', 'The policy\'s "resources" section must be a JSON object.')
  }
  if (Object.keys(resources).length === 0) {
    throw new WebAPITokenPolicyError('resources', 'The policy\'s "resources" section must not be empty.')
  }
  for (const [resourceId, section] of Object.entries(resources)) {
    const path = `resources.${resourceId}`
    if (resourceId === '*') {
      validateRules(section, path)
    } else if (known && !known.has(resourceId)) {
      throw new WebAPITokenPolicyError(path, `${quoted(resourceId)} is not a valid resource policy ID.`)
    } else {
      validateResource(section, path)
    }
  }
}

function validateResource(value: unknown, path: string): void {
  for (const [objectId, rules] of Object.entries(sectionAt(value, path))) {
    const rulesPath = `${path}.${objectId}`
    // It looks like a rule for all objects, but would apply to an object of that name.
    const isMisplaced = (objectId === 'allow' || objectId === 'block') && !isObject(rules)
    const hint = isMisplaced ? ` A rule for all objects stands under "*": { "*": { "${objectId}": [...] } }.` : ''
    validateRules(rules, rulesPath, hint)
  }
}

function validateRules(value: unknown, path: string, hint = ''): void {
  const rules = sectionAt(value, path, hint)
  if (!Object.hasOwn(rules, 'allow') && !Object.hasOwn(rules, 'block')) {
    throw new WebAPITokenPolicyError(path, `The ${quoted(path)} section must have "allow" and/or "block" rules.`)
  }
  for (const [rule, methods] of Object.entries(rules)) {
    if (rule !== 'allow' && rule !== 'block') {
      const message = `The ${quoted(path)} section has a key ${quoted(rule)}; it must have "allow" and "block" only.`
      throw new WebAPITokenPolicyError(`${path}.${rule}`, message)
    }
    validateMethods(methods, path, rule)
  }
}

function validateMethods(methods: unknown, path: string, rule: string): void {
  const fault = (what: string) =>
    new WebAPITokenPolicyError(`${path}.${rule}`, `The ${quoted(path)} section's "${rule}" rule ${what}`)
  if (!Array.isArray(methods)) throw fault('must be a list.')
  // Not every(), which would skip holes of the list: they are stored as null.
  for (const method of methods as unknown[]) {
    if (typeof method !== 'string') throw fault('must be a list.')
    if (method === '*' || methodName.test(method)) continue
    throw fault(`has ${quoted(method)}; it must have names in upper case, such as "GET", or "*".`)
  }
}

function sectionAt(value: unknown, path: string, hint = ''): Record<string, unknown> {
  if (isObject(value)) return value
  throw new WebAPITokenPolicyError(path, `The ${quoted(path)} section must be a JSON object.${hint}`)
}

/** Keys come from outside: a line break in one must not reach a log as such. */
function quoted(text: string): string {
  return JSON.stringify(text)
}

/** A Map, a Date or an object with toJSON would be stored as something other than what was checked, often as {}. */
function isObject(value: unknown): value is Record<string, unknown> {
  if (Object.prototype.toString.call(value) !== '[object Object]') return false
  return typeof (value as { toJSON?: unknown }).toJSON !== 'function'
}
