import { isPlainObject } from '../arguments/known-options.js'
import { libraryFields } from './token-fields.js'

/** The app's own fields of a row; those of the library cannot be smuggled in this way. `takesId`: where the app makes the ids. */
export function appData(value: unknown, { takesId = false } = {}): Record<string, unknown> {
  if (value === undefined || value === null) return {}
  if (!isPlainObject(value)) throw new TypeError('data must be a plain object')
  for (const field of libraryFields) {
    if (field === 'id' && takesId) continue
    if (Object.hasOwn(value, field)) throw new TypeError(`data.${field} cannot be set through data`)
  }
  return value
}
