import { usableWhere } from '../../../../src/client/token-status.js'
import type { TokenModel } from '../../../../src/client/token-model.js'
import type { TokenWhere } from '../../../../src/client/token-row.js'
import { oneLine } from '../../../../src/util/one-line.js'
import type { Check } from '../check.js'
import { finding } from '../finding.js'
import { tokens } from '../rows/count.js'

export const generators: Check = {
  name: 'generators',
  readsRows: true,
  async run({ model, settings, now, sample }) {
    const { where, name } = await sample()
    const counts = await countByGenerator(model, { AND: [where, usableWhere(now)] })
    return counts.flatMap(({ id, count }) => {
      const generator = settings.generators.get(id)
      const which = `Among ${name}, ${tokens(count)} that could be used ${count === 1 ? 'is' : 'are'} of the generator "${oneLine(id)}"`
      // What the app accepts needs no generator.
      if (!generator && !settings.accepts) {
        const message = `${which}, which is not registered: no generator recognises them.`
        return [finding('generator-unknown', message, 'Register it in the option generators, or invalidate them.')]
      }
      if (!generator?.deprecated) return []
      const remedy = 'Ask their owners to rotate them, and invalidate the rest.'
      return [finding('generator-deprecated', `${which}, which is deprecated.`, remedy)]
    })
  },
}

interface Group {
  readonly tokenGeneratorId: string
  readonly _count: { readonly _all: number }
}

/** More different ids tell nothing more. */
const maxGroups = 20

async function countByGenerator({ reader }: TokenModel, where: TokenWhere): Promise<{ id: string; count: number }[]> {
  const grouping = reader as unknown as { groupBy(args: object): Promise<Group[]> }
  const groups = await grouping.groupBy({
    by: ['tokenGeneratorId'],
    where,
    _count: { _all: true },
    orderBy: { _count: { tokenGeneratorId: 'desc' } },
    take: maxGroups,
  })
  return groups.map(({ tokenGeneratorId, _count }) => ({ id: tokenGeneratorId, count: _count._all }))
}
