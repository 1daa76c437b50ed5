import { WebAPITokenModelError } from '../outcomes/errors.js'
import { type IdType, idTypeOf } from './id.js'
import type { Database } from './databases/database.js'
import { databaseMakesIds, hasMicroseconds, modelText } from './model-text.js'
import { type RuntimeField, runtimeModelsOf, schemaTextOf } from './prisma-internals.js'
import type { TokenClient } from './token-client.js'
import { fieldTypes, type TokenField, tokenFields } from './token-fields.js'

/** What a client tells of the token model: its names in the database, its types, and the app's own fields. */
export interface ModelSchema {
  readonly modelName: string
  readonly table: string
  readonly tokenColumn: string
  readonly idType: IdType | undefined
  readonly userIdType: IdType | undefined
  /** Whether the database generates the ids. */
  readonly databaseMakesIds: boolean
  /** Whether `timeAdded` may have more digits than a Date. */
  readonly hasMicroseconds: boolean
  columnOf(field: TokenField): string
  /** All fields that are columns. */
  readonly columnNames: readonly string[]
  readonly userTable: { readonly name: string; readonly idColumn: string; readonly delegate: string }
  /** The app's own columns. */
  readonly appFields: readonly RuntimeField[]
}

/** Cached by the client's model object, which it shares with its transactions: each request may open one. */
const schemas = new WeakMap<object, ModelSchema>()

/** @throws WebAPITokenModelError when a field is missing, or has a type that the library cannot use. */
export function modelSchema(client: TokenClient, database: Database, modelName: string): ModelSchema {
  const runtimeModel = runtimeModelsOf(client)[modelName]
  const known = runtimeModel && schemas.get(runtimeModel)
  if (known) return known
  const fields = new Map(runtimeModel?.fields.map((field) => [field.name, field]))
  if (runtimeModel) assertFields(modelName, fields)
  const columns = [...fields.values()].filter(({ kind }) => kind !== 'object')
  const text = modelText(schemaTextOf(client), modelName)
  const columnOf = (field: TokenField) => fields.get(field)?.dbName ?? field
  const schema: ModelSchema = {
    modelName,
    table: runtimeModel?.dbName ?? modelName,
    tokenColumn: columnOf('token'),
    idType: idTypeOf(fields.get('id')?.type),
    userIdType: idTypeOf(fields.get('userId')?.type),
    databaseMakesIds: databaseMakesIds(text),
    hasMicroseconds: hasMicroseconds(text, database.defaultTimestampDigits),
    columnOf,
    columnNames: columns.map(({ name }) => name),
    userTable: userTableOf(client, fields.get('user')?.type ?? 'User'),
    appFields: columns.filter(({ name }) => !Object.hasOwn(fieldTypes, name)),
  }
  if (runtimeModel) schemas.set(runtimeModel, schema)
  return schema
}

function assertFields(modelName: string, fields: ReadonlyMap<string, RuntimeField>): void {
  const missing = tokenFields.filter((field) => !fields.has(field))
  if (missing.length > 0) {
    throw new WebAPITokenModelError(
      'ERR_WEBAPI_TOKEN_FIELD_MISSING',
      `The model "${modelName}" lacks ${missing.join(', ')}: add what is missing to the schema and run "prisma generate"`,
    )
  }
  const wrong = tokenFields.flatMap((field) => {
    const [type, expected] = [fields.get(field)?.type, expectedType(field, fields)]
    return expected === undefined || type === expected ? [] : [`${field} is ${type}, not ${expected}`]
  })
  if (wrong.length > 0) {
    throw new WebAPITokenModelError(
      'ERR_WEBAPI_TOKEN_FIELD_TYPE',
      `The model "${modelName}" has fields of the wrong type (${wrong.join('; ')}): correct the schema, migrate, and run "prisma generate"`,
    )
  }
}

/** Returns the type that a field must have: references to tokens have the type of their ids, which the app chooses. */
function expectedType(field: TokenField, fields: ReadonlyMap<string, RuntimeField>): string | undefined {
  if (fieldTypes[field] !== 'id') return fieldTypes[field]
  return field === 'familyId' || field === 'successorId' ? fields.get('id')?.type : undefined
}

/** Returns the table of the relation `user`. */
function userTableOf(client: TokenClient, name: string): ModelSchema['userTable'] {
  const user = runtimeModelsOf(client)[name]
  return {
    name: user?.dbName ?? name,
    idColumn: user?.fields.find((field) => field.name === 'id')?.dbName ?? 'id',
    delegate: name.charAt(0).toLowerCase() + name.slice(1),
  }
}
