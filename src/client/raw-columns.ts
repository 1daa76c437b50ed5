import { attributesOf, isList, isNullable } from './model-text.js'
import type { RuntimeField } from './prisma-internals.js'

export interface RawField {
  /** The Prisma type. */
  readonly type: string
  readonly isNullable: boolean
}

/** The columns of a model, as a raw statement reads and writes them. */
export interface RawColumns {
  readonly fields: ReadonlyMap<string, RawField>
  /** The fields that an insertion has to name, since the database has no value for them. */
  readonly needed: readonly string[]
}

/** Of other types, such as enums, a raw statement has other values than Prisma. */
const rawTypes: readonly string[] = ['String', 'Int', 'BigInt', 'Float', 'Boolean', 'DateTime', 'Json']

/** Returns undefined for a model whose rows a raw statement cannot read and write as Prisma does. `model`: its text. */
export function rawColumns(model: string, columns: readonly RuntimeField[]): RawColumns | undefined {
  const isRaw = ({ name, kind, type }: RuntimeField) =>
    // Prisma reads an empty list where the database has null.
    kind === 'scalar' && rawTypes.includes(type) && (name === 'scopes' || !isList(model, name)) && !isMade(model, name)
  if (model === '' || !columns.every(isRaw)) return undefined
  return {
    fields: new Map(columns.map(({ name, type }) => [name, { type, isNullable: isNullable(model, name) }])),
    needed: columns.map(({ name }) => name).filter((name) => !hasDefault(model, name)),
  }
}

/** Checks for a field whose values Prisma makes, unless the library always gives one. */
function isMade(model: string, field: string): boolean {
  return (
    field !== 'lastUpdated' && /@updatedAt\b|@default\((?:uuid|cuid|nanoid|ulid)\(/.test(attributesOf(model, field))
  )
}

function hasDefault(model: string, field: string): boolean {
  return isNullable(model, field) || attributesOf(model, field).includes('@default(')
}
