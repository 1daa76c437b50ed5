import { covers } from '../../../../src/scopes/covers.js'
import { scopesOf } from '../../../../src/scopes/scopes-of.js'
import { oneLine } from '../../../../src/util/one-line.js'
import type { Check } from '../check.js'
import { finding } from '../finding.js'
import { newest, newestName } from '../rows/newest.js'

export const scopes: Check = {
  name: 'scopes',
  readsRows: true,
  async run({ model, settings, now }) {
    if (!model.has('scopes')) return []
    const declared = settings.rules.scopes
    const rows = await newest(model, now, 'scopes')
    const unknown = rows.map((row) => scopesOf(row).filter((scope) => !covers(declared, scope, declared)))
    const count = unknown.filter((list) => list.length > 0).length
    if (count === 0) return []
    const names = [...new Set(unknown.flat())].slice(0, 5).map((scope) => oneLine(scope))
    return [
      finding(
        'scope-undeclared',
        `Among ${newestName}, ${String(count)} ${count === 1 ? 'has' : 'have'} scopes that the repository does not declare, and no route can ask for: ${names.join(', ')}.`,
        'Add them to the option scopes, or take them from the tokens with updateToken.',
      ),
    ]
  },
}
