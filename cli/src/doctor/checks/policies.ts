import { validatePolicy } from '../../../../src/policy/validate-policy.js'
import { oneLine } from '../../../../src/util/one-line.js'
import type { Check } from '../check.js'
import { finding } from '../finding.js'
import { newest, newestName } from '../rows/newest.js'

export const policies: Check = {
  name: 'policies',
  readsRows: true,
  async run({ model, now }) {
    if (!model.has('policy')) return []
    const faults = (await newest(model, now, 'policy')).flatMap(({ id, policy }) => {
      const fault = faultOf(policy)
      return fault === undefined ? [] : [{ id, fault }]
    })
    const [first] = faults
    if (!first) return []
    return [
      finding(
        'policy-malformed',
        `Among ${newestName}, ${String(faults.length)} ${faults.length === 1 ? 'has' : 'have'} a malformed policy, which denies everything. The one of id ${String(first.id)}: ${first.fault}`,
        'Write each again with updateToken, or set it to {} to allow everything.',
      ),
    ]
  },
}

function faultOf(policy: unknown): string | undefined {
  if (policy === null || policy === undefined) return undefined
  try {
    validatePolicy(policy)
    return undefined
  } catch (error) {
    return oneLine((error as Error).message)
  }
}
