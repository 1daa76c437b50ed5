import { libraryFields } from './client/token-model.js'

/** Checks of what the caller passed in: each returns the value, or throws a `TypeError` that names the argument. */

export function positiveInteger(name: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1) {
    throw new TypeError(`${name} must be a whole number of at least 1`)
  }
  return value
}

export function nonNegativeMilliseconds(name: string, value: unknown): number {
  if (typeof value !== 'number' || !(value >= 0))
    throw new TypeError(`${name} must be a number of milliseconds, at least 0`)
  return value
}

/** null and undefined stand for an empty text. */
export function text(name: string, value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'string') throw new TypeError(`${name} must be a string`)
  return value
}

/** undefined stands for no date. */
export function dateOrNull(name: string, value: unknown): Date | null {
  if (value === undefined || value === null) return null
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) throw new TypeError(`${name} must be a valid Date`)
  return value
}

/** The app's own fields of a row; those of the library cannot be smuggled in this way. */
export function appData(value: unknown, { allowId = false } = {}): Record<string, unknown> {
  if (value === undefined || value === null) return {}
  if (typeof value !== 'object') throw new TypeError('data must be an object')
  for (const field of libraryFields) {
    // An app may make the ids of its rows itself.
    if (field === 'id' && allowId) continue
    if (Object.hasOwn(value, field)) throw new TypeError(`data.${field} cannot be set through data`)
  }
  return value as Record<string, unknown>
}

/** The app's filter; none where the key is not there. */
export function whereOption(options: { where?: unknown }): Record<string, unknown> {
  if (!Object.hasOwn(options, 'where')) return {}
  rejectUndefined('where', options.where)
  if (typeof options.where !== 'object' || options.where === null) throw new TypeError('where must be an object')
  return { ...options.where }
}

/** In a filter of Prisma's, `undefined` silently means "any": a variable that was not set would match every row. */
export function rejectUndefined(name: string, value: unknown): void {
  if (value === undefined) throw new TypeError(`${name} is undefined, which Prisma would take for "no filter"`)
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return
  if (Array.isArray(value)) {
    // Not forEach: it would skip the holes of a sparse array.
    for (const [index, item] of value.entries()) rejectUndefined(`${name}[${index}]`, item)
    return
  }
  for (const [key, item] of Object.entries(value)) {
    if (key === 'OR' && Array.isArray(item) && item.length === 0) {
      throw new TypeError(`${name}.OR is empty, which Prisma would take for "no filter" beside other filters`)
    }
    rejectUndefined(`${name}.${key}`, item)
  }
}
