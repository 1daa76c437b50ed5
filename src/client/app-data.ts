import { isPlainObject } from '../arguments/known-options.js'
import { libraryFields } from './token-fields.js'

/**
 * Checks the app's own fields of a row: fields of the library cannot be set through `data`. `takesId`: whether the app
 * generates the ids.
 */
export function appData(value: unknown, { takesId = false } = {}): Record<string, unknown> {
  if (value === undefined || value === null) return {}
  if (!isPlainObject(value)) throw new TypeError('data must be a plain object')
  for (const field of libraryFields) {
    if (field === 'id' && takesId) continue
    if (Object.hasOwn(value, field)) throw new TypeError(`data.${field} cannot be set through data`)
  }
  return value
}
