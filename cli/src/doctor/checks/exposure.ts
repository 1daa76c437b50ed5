import { omittedFields, runtimeModelsOf } from '../../../../src/client/prisma-internals.js'
import type { Check } from '../check.js'
import { finding } from '../finding.js'

export const exposure: Check = {
  name: 'exposure of digests',
  run({ model }) {
    if (omittedFields(model.client, model.name).includes('token')) return Promise.resolve([])
    const relation = relationTo(model.client, model.modelName)
    return Promise.resolve([
      finding(
        'digest-exposed',
        `Queries of your own return the digest${relation}, and it may end in a response or a log.`,
        `new PrismaClient({ adapter, omit: { ${model.name}: { token: true } } })`,
      ),
    ])
  },
}

/** Names the first relation by which another model leads to the tokens. */
function relationTo(client: object, modelName: string): string {
  for (const [other, { fields }] of Object.entries(runtimeModelsOf(client))) {
    const field = fields.find(({ kind, type }) => kind === 'object' && type === modelName)
    if (field) return `, also by the relation ${field.name} of ${other}`
  }
  return ''
}
