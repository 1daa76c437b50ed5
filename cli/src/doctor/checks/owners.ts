import { usableWhere } from '../../../../src/client/token-status.js'
import type { Check } from '../check.js'
import { finding } from '../finding.js'
import { countUpTo, tokens } from '../rows/count.js'

export const owners: Check = {
  name: 'owners',
  readsRows: true,
  async run({ model, now, sample }) {
    const { ownerRelation, ownerField } = model
    if (ownerRelation === undefined) return []
    const { where, name } = await sample()
    const orphaned = { [ownerField]: { not: null }, NOT: { [ownerRelation]: { is: {} } } }
    if (!model.isOwnerNullable) Reflect.deleteProperty(orphaned, ownerField)
    const count = await countUpTo(model, { AND: [where, usableWhere(now), orphaned] })
    if (count === 0) return []
    return [
      finding(
        'owner-missing',
        `Among ${name}, ${tokens(count)} that could be used ${count === 1 ? 'has' : 'have'} an owner who is not there: no foreign key has deleted them.`,
        `Invalidate or delete them, and give ${ownerField} a foreign key with ON DELETE CASCADE.`,
      ),
    ]
  },
}
