import { WebAPITokenPolicyError } from '../../../src/outcomes/errors.js'
import { validatePolicy } from '../../../src/policy/validate-policy.js'

const readOnly = { allow: ['GET'], block: ['*'] }

/** What a row could have, by another hand or an older version, and that says nothing that can be relied on. */
export const malformed: unknown[] = [
  ...['', '{}', JSON.stringify({ resources: { '*': readOnly } }), [], [{}], 0, 1, true, false],
  ...[null, 'x', [], {}, [readOnly]].map((resources) => ({ resources })),
  { Resources: { '*': readOnly } },
  { '*': readOnly },
  { resources: { '*': readOnly }, Resources: {} },
  ...[null, 'GET', ['GET'], 7, {}].map((section) => ({ resources: { '*': section } })),
  ...[null, 'GET', ['GET'], 7].map((section) => ({ resources: { project: section } })),
  ...[null, 'GET', ['GET'], {}].map((rules) => ({ resources: { project: { '42': rules } } })),
  ...['GET', { GET: true }, null, [null], [7], ['get'], ['']].map((allow) => ({ resources: { '*': { allow } } })),
  { resources: { '*': { allow: ['*'], blocks: ['DELETE'] } } },
  { resources: { project: { block: ['*'] } } },
  // A fault anywhere makes the whole document unclear.
  { resources: { '*': { allow: ['*'] }, other: { '7': { block: 'DELETE' } } } },
]

export function isPolicy(value: unknown): boolean {
  try {
    validatePolicy(value)
    return true
  } catch (error) {
    if (error instanceof WebAPITokenPolicyError) return false
    throw error
  }
}
