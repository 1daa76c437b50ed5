import { WebAPITokenModelError } from '../outcomes/errors.js'

/** Returns the error for a model that lacks fields. */
export function missingFields(modelName: string, fields: Iterable<string>): WebAPITokenModelError {
  return new WebAPITokenModelError(
    'ERR_WEBAPI_TOKEN_FIELD_MISSING',
    `The model "${modelName}" lacks ${[...fields].join(', ')}: add what is missing to the schema and run "prisma generate"`,
  )
}

/** Returns the error for a model whose fields have other types; `faults` says of each one what it is, and is not. */
export function wrongFields(modelName: string, faults: readonly string[]): WebAPITokenModelError {
  return new WebAPITokenModelError(
    'ERR_WEBAPI_TOKEN_FIELD_TYPE',
    `The model "${modelName}" has fields of the wrong type (${faults.join('; ')}): correct the schema, migrate, and run "prisma generate"`,
  )
}
