import type { TokenModel } from '../../../../src/client/token-model.js'
import type { Column, Table } from './table.js'

/** Returns the column of a field; undefined when there is none. */
export function columnOf(table: Table | undefined, model: TokenModel, field: string): Column | undefined {
  const name = model.columnOf(field)
  return table?.columns.find((column) => column.name === name)
}
