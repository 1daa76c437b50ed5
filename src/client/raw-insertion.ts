import { isPlainObject } from '../arguments/known-options.js'
import { takesRaw } from './raw-access.js'
import type { RawColumns } from './raw-columns.js'
import { asOperation } from './raw-error.js'
import type { TokenModel } from './token-model.js'
import type { AppRecord, TokenData } from './token-row.js'

const insertions = ['create', 'createMany', 'createManyAndReturn']

/** Rows that a raw statement inserts. */
export interface RawRows {
  /** Those that the rows name: the same in each. */
  readonly fields: readonly string[]
  readonly rows: readonly TokenData[]
}

/** Checks whether a raw statement may insert tokens. */
export function insertsRaw(model: TokenModel): boolean {
  return takesRaw(model, insertions)
}

/** Returns the fields that a raw insertion of these rows names; undefined where only Prisma can insert them, or can refuse them. */
export function rawFieldsOf(model: TokenModel, data: readonly TokenData[]): readonly string[] | undefined {
  const { raw } = model
  const fields = fieldsOf(data[0] ?? {})
  if (!raw?.needed.every((field) => fields.includes(field)) || !insertsRaw(model)) return undefined
  const isRaw = (row: TokenData) =>
    isSameList(fieldsOf(row), fields) && fields.every((field) => isRawValue(raw, field, row[field]))
  return data.every(isRaw) ? fields : undefined
}

/** Inserts the rows in one statement, and returns them with their digests. */
export function insertRaw(
  model: TokenModel,
  rows: RawRows,
  options: { readonly skipTaken: boolean },
): Promise<AppRecord[]> {
  return asOperation(model.modelName, () => model.database.insertRaw(model, rows, options))
}

function fieldsOf(row: TokenData): string[] {
  return Object.keys(row).filter((field) => row[field] !== undefined)
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index])
}

/** Checks whether the database takes a value for what it is. What it would convert, Prisma refuses. */
function isRawValue(model: RawColumns, field: string, value: unknown): boolean {
  const { type, isNullable } = model.fields.get(field) ?? {}
  // For Json, null may be either of two.
  if (value === null) return isNullable === true && type !== 'Json'
  switch (type) {
    case 'String':
      return field === 'scopes' ? Array.isArray(value) && value.every(isRawText) : isRawText(value)
    case 'Int':
      return Number.isInteger(value) && Math.abs(value as number) < 2 ** 31
    case 'BigInt':
      return typeof value === 'bigint' || Number.isSafeInteger(value)
    case 'Float':
      return Number.isFinite(value)
    case 'Boolean':
      return typeof value === 'boolean'
    case 'DateTime':
      return value instanceof Date && /^\d{4}-/.test(isoOf(value))
    case 'Json':
      return isPlainJson(value)
    default:
      return false
  }
}

/** Checks for a string that is the same in UTF-8 and in JSON. */
function isRawText(value: unknown): boolean {
  return typeof value === 'string' && !/[\0\p{Cs}]/u.test(value)
}

function isoOf(date: Date): string {
  return Number.isNaN(date.getTime()) ? '' : date.toISOString()
}

/** Checks for what `JSON.stringify` and Prisma write alike. */
function isPlainJson(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isPlainJson)
  if (isPlainObject(value)) return !('toJSON' in value) && Object.values(value).every(isPlainJson)
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
}
