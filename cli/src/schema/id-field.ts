import type { IdColumn } from './id-column.js'
import { snakeCase } from './names.js'

/** Returns the code of a field that holds an id. */
export function idField(name: string, { type, native }: IdColumn, { isNullable = false } = {}): string {
  const column = snakeCase(name)
  return [name, isNullable ? `${type}?` : type, ...(column === name ? [] : [`@map("${column}")`]), native].join(' ')
}
