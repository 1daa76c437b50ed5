import { isPlainObject } from '../arguments/known-options.js'
import type { ModelSchema } from './model-schema.js'
import type { TokenData } from './token-row.js'
import { tokenFields } from './token-fields.js'

/**
 * Checks the app's own fields of a row: fields of the library, and the owner, cannot be set through `data`. `takesId`: whether the
 * app generates the ids.
 */
export function appData(
  { ownerField, ownerRelation }: Pick<ModelSchema, 'ownerField' | 'ownerRelation'>,
  value: unknown,
  { takesId = false } = {},
): TokenData {
  if (value === undefined || value === null) return {}
  if (!isPlainObject(value)) throw new TypeError('data must be a plain object')
  for (const field of [...tokenFields, ownerField, ownerRelation]) {
    if (field === undefined || (field === 'id' && takesId)) continue
    if (Object.hasOwn(value, field)) throw new TypeError(`data.${field} cannot be set through data`)
  }
  return value
}
