import type { TokenModel } from '../../../../src/client/token-model.js'
import type { Check, DoctorContext } from '../check.js'
import { finding, type Finding } from '../finding.js'
import { columnList, identifier, tableName } from '../identifier.js'

export const indexes: Check = {
  name: 'indexes',
  async run(context) {
    const { model } = context
    const table = await context.table()
    if (!table) return []
    const usable = table.indexes.filter(({ isPartial, isValid }) => isValid && !isPartial)
    const missing = recommended(model).filter((fields) => {
      const needed = fields.map((field) => model.columnOf(field))
      return !usable.some(({ columns }) => needed.every((column, at) => columns[at] === column))
    })
    // The unique index of the tokens has a finding of its own.
    const invalid = table.indexes.filter(({ isValid, columns }) => !isValid && columns[0] !== model.tokenColumn)
    return [
      ...missing.map((fields) => missingIndex(context, fields)),
      ...invalid.map(({ name }) => {
        const message = `The index ${name} is not valid: it was not built to its end, costs writes, and serves no query.`
        return finding('index-invalid', message, `REINDEX INDEX CONCURRENTLY ${identifier('postgresql', name)};`)
      }),
    ]
  },
}

/** The indexes of the model that ships, as far as this model has their fields. */
function recommended(model: TokenModel): string[][] {
  return [
    [model.ownerField, 'valid'],
    ['expires'],
    ['invalidDate'],
    ['timeAdded', 'id'],
    ...(model.has('rotation') ? [['familyId']] : []),
    ...(model.has('parent') ? [['parentId']] : []),
  ]
}

function missingIndex({ model, provider }: DoctorContext, fields: readonly string[]): Finding {
  const columns = fields.map((field) => model.columnOf(field))
  const name = identifier(provider, `${model.table}_${columns.join('_')}_idx`)
  const sql = `CREATE INDEX ${name} ON ${tableName(provider, model)} (${columnList(provider, columns)});`
  return finding(
    'index-missing',
    `No index begins with ${columns.join(', ')}: lists, bulk verbs or rotations read the whole table.`,
    `Add "@@index([${fields.join(', ')}])" to the model, and migrate; or: ${sql}`,
  )
}
