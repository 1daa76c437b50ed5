import type { Row } from '../check.js'
import type { Index } from './table.js'

/** A database's row about one column of an index. */
interface IndexColumn {
  readonly index: string
  readonly column: string | null
  readonly isUnique: boolean
  readonly isPartial: boolean
  readonly isValid: boolean
  readonly isDeferred: boolean
}

/** Puts together the columns of each index, which come in their order. */
export function indexesOf(rows: readonly Row[], columnOf: (row: Row) => IndexColumn): Index[] {
  const byName = new Map<string, Index & { readonly columns: (string | null)[] }>()
  for (const row of rows) {
    const { index: name, column, ...kind } = columnOf(row)
    const index = byName.get(name) ?? { name, columns: [], ...kind }
    index.columns.push(column)
    byName.set(name, index)
  }
  return [...byName.values()]
}

/** A flag as raw statements return it: true, 1, 1n or '1'. */
export function isSet(value: unknown): boolean {
  return value === true || Number(value) === 1
}

/** A number as raw statements return it; undefined for null. */
export function numberOf(value: unknown): number | undefined {
  return value === null || value === undefined ? undefined : Number(value)
}
