import { WebAPITokenModelError } from '../outcomes/errors.js'
import type { Database } from './databases/database.js'
import { type IdType, idTypeOf } from './id.js'
import { missingFields, wrongFields } from './model-errors.js'
import { databaseMakesIds, hasMicroseconds, isList, isNullable, modelText, relationOf, schemaOf } from './model-text.js'
import { type RawColumns, rawColumns } from './raw-columns.js'
import { adapterSchemaOf, type RuntimeField, runtimeModelsOf, schemaTextOf } from './prisma-internals.js'
import type { TokenClient } from './token-client.js'
import {
  type FieldGroup,
  fieldGroups,
  fieldTypes,
  groupNames,
  requiredFields,
  shippedGroups,
  type TokenField,
} from './token-fields.js'

/** What a client tells of the token model: its names in the database, its types, and the app's own fields. */
export interface ModelSchema {
  readonly modelName: string
  readonly table: string
  /** The schema of the table on PostgreSQL, and its name. */
  readonly qualifiedTable: readonly [schema: string, table: string]
  readonly tokenColumn: string
  readonly idType: IdType | undefined
  /** The scalar field that holds the owner's id. */
  readonly ownerField: string
  readonly ownerIdType: IdType | undefined
  readonly isOwnerNullable: boolean
  /** The relation of the owner field, where it has one. */
  readonly ownerRelation: string | undefined
  readonly ownerTable: OwnerTable | undefined
  /** Whether the database generates the ids. */
  readonly databaseMakesIds: boolean
  /** Whether `timeAdded` may have more digits than a Date. */
  readonly hasMicroseconds: boolean
  has(group: FieldGroup): boolean
  readonly columnOf: (field: string) => string
  /** All fields that are columns. */
  readonly columnNames: readonly string[]
  /** The app's own columns. */
  readonly appFields: readonly RuntimeField[]
  /** Undefined where only Prisma can read and write the rows. */
  readonly raw: RawColumns | undefined
}

interface OwnerTable {
  readonly name: string
  readonly idField: string
  readonly idColumn: string
  readonly delegate: string
}

/** Cached by the client's model object, which it shares with its transactions: each request may open one. */
const schemas = new WeakMap<object, Map<string, ModelSchema>>()

/** @throws WebAPITokenModelError when a field is missing, or has a type that the library cannot use. */
export function modelSchema(
  client: TokenClient,
  database: Database,
  modelName: string,
  ownerField: string,
): ModelSchema {
  const runtimeModel = runtimeModelsOf(client)[modelName]
  const known = runtimeModel && schemas.get(runtimeModel)?.get(ownerField)
  if (known) return known
  const fields = new Map(runtimeModel?.fields.map((field) => [field.name, field]))
  const text = modelText(schemaTextOf(client), modelName)
  if (runtimeModel) assertFields(modelName, ownerField, fields, text)
  const columns = [...fields.values()].filter(({ kind }) => kind !== 'object')
  const table = runtimeModel?.dbName ?? modelName
  const columnOf = (field: string) => fields.get(field)?.dbName ?? field
  const relation = relationOf(text, ownerField)
  // Without a data model, what is known is the model that ships.
  const present = new Set(
    groupNames.filter((group) =>
      runtimeModel ? fieldsOf(group).every((field) => fields.has(field)) : shippedGroups.includes(group),
    ),
  )
  const schema: ModelSchema = {
    modelName,
    table,
    qualifiedTable: [schemaOf(text) ?? adapterSchemaOf(client) ?? 'public', table],
    tokenColumn: columnOf('token'),
    idType: idTypeOf(fields.get('id')?.type),
    ownerField,
    ownerIdType: idTypeOf(fields.get(ownerField)?.type),
    isOwnerNullable: isNullable(text, ownerField),
    ownerRelation: relation?.name,
    ownerTable: relation && ownerTableOf(client, relation.model, relation.references),
    databaseMakesIds: databaseMakesIds(text),
    hasMicroseconds: hasMicroseconds(text, database.defaultTimestampDigits),
    has: (group) => present.has(group),
    columnOf,
    columnNames: columns.map(({ name }) => name),
    appFields: columns.filter(({ name }) => name !== ownerField && !Object.hasOwn(fieldTypes, name)),
    raw: rawColumns(text, columns),
  }
  if (runtimeModel) {
    const byOwner = schemas.get(runtimeModel) ?? new Map<string, ModelSchema>()
    schemas.set(runtimeModel, byOwner.set(ownerField, schema))
  }
  return schema
}

/** Throws for a verb or an option that needs fields which the model does not have. */
export function assertGroup(model: ModelSchema, group: FieldGroup, purpose: string): void {
  if (model.has(group)) return
  throw new WebAPITokenModelError(
    'ERR_WEBAPI_TOKEN_FIELD_MISSING',
    `${purpose} needs fields that the model "${model.modelName}" lacks: add ${fieldsOf(group).join(', ')} to the schema and run "prisma generate"`,
  )
}

/** Throws for an option that is named after a group of fields which the model does not have. */
export function assertOptionGroups(model: ModelSchema, options: { readonly [Group in FieldGroup]?: unknown }): void {
  for (const group of groupNames) {
    if (options[group] !== undefined) assertGroup(model, group, `The option ${group}`)
  }
}

function fieldsOf(group: FieldGroup): TokenField[] {
  return Object.keys(fieldGroups[group]) as TokenField[]
}

function assertFields(
  modelName: string,
  ownerField: string,
  fields: ReadonlyMap<string, RuntimeField>,
  text: string,
): void {
  const begun = groupNames.map(fieldsOf).filter((group) => group.some((field) => fields.has(field)))
  const expected: readonly TokenField[] = [...requiredFields, ...begun.flat()]
  const missing = [ownerField, ...expected].filter((field) => !fields.has(field))
  if (missing.length > 0) throw missingFields(modelName, missing)
  const wrong = expected.flatMap((field) => {
    const type = fields.get(field)?.type
    if (field === 'scopes') {
      return type === 'Json' || text === '' || isList(text, field) ? [] : [`${field} is ${type}, not a list or Json`]
    }
    const expectedType = expectedTypeOf(field, fields)
    return expectedType === undefined || type === expectedType ? [] : [`${field} is ${type}, not ${expectedType}`]
  })
  if (wrong.length > 0) throw wrongFields(modelName, wrong)
}

/** Returns the type that a field must have: references to tokens have the type of their ids, which the app chooses. */
function expectedTypeOf(field: TokenField, fields: ReadonlyMap<string, RuntimeField>): string | undefined {
  if (fieldTypes[field] !== 'id') return fieldTypes[field]
  return field === 'id' ? undefined : fields.get('id')?.type
}

/** Returns the table of the owners. */
function ownerTableOf(client: TokenClient, model: string, idField: string): OwnerTable {
  const owner = runtimeModelsOf(client)[model]
  return {
    name: owner?.dbName ?? model,
    idField,
    idColumn: owner?.fields.find((field) => field.name === idField)?.dbName ?? idField,
    delegate: model.charAt(0).toLowerCase() + model.slice(1),
  }
}
