import type { Index } from '../catalogue/table.js'
import type { Check } from '../check.js'
import { finding } from '../finding.js'
import { columnList, identifier, tableName } from '../identifier.js'

export const uniqueIndex: Check = {
  name: 'unique index of the tokens',
  async run({ model, provider, table }) {
    const column = model.tokenColumn
    const found = await table()
    if (!found) return []
    const about = found.indexes.filter(({ columns }) => columns.length === 1 && columns[0] === column)
    if (about.some((index) => faultOf(index) === undefined)) return []
    const faults = about.map((index) => `${index.name} ${faultOf(index) ?? ''}`)
    const why = faults.length > 0 ? `: ${faults.join(', ')}` : ''
    const name = identifier(provider, `${model.table}_${column}_key`)
    const sql = `CREATE UNIQUE INDEX ${name} ON ${tableName(provider, model)} (${columnList(provider, [column])});`
    return [
      finding(
        'token-not-unique',
        `No unique index covers the column ${column} of every row${why}. Two tokens could be the same, and each request reads the whole table.`,
        `Put "@unique" at the field token, and migrate; or: ${sql} Drop an index of that name, and rows that are there twice, before.`,
      ),
    ]
  },
}

function faultOf({ isUnique, isPartial, isValid, isDeferred }: Index): string | undefined {
  if (!isUnique) return 'is not unique'
  if (isPartial) return 'is partial'
  if (!isValid) return 'is not valid'
  return isDeferred ? 'is deferrable' : undefined
}
