import type { AppSchema } from './app-schema.js'
import { columnOf, type GeneratedId, type IdColumn, ownerIdColumn, tokenIdColumn } from './id-column.js'
import { idLike } from './id-like.js'
import { checkedName, snakeCase } from './names.js'
import type { SchemaOptions } from './options.js'
import { fieldNames, findOwner, type Owner } from './owner.js'
import type { Provider } from './providers.js'

/** A token model: one that the app has, or one that it is to have. */
export interface Subject {
  readonly name: string
  readonly table: string
  readonly id: IdColumn
  /** The id of a new model of that kind. */
  readonly newId: GeneratedId
  readonly owner: Owner
  /** The schema of the database, where the app has several. */
  readonly databaseSchema: string | undefined
}

export function newSubject(app: AppSchema, provider: Provider, options: SchemaOptions): Subject {
  const name = checkedName('--model', options.model)
  const shared = { name, table: options.map ? tableOf(name) : name }
  // The owners are in another database: `--provider` has put them into the schema.
  if (options.ownerId !== undefined && options.provider === undefined) {
    const newId = tokenId(options, provider)
    const { field } = fieldNames(options.ownerModel ?? 'User', options.ownerField)
    const id = ownerIdColumn(options.ownerId, provider)
    const owner = { field, id, isNullable: options.nullableOwner === true, relation: undefined }
    return { ...shared, id: newId, newId, owner, databaseSchema: app.datasource.schemas[0] }
  }
  const { model, references, id } = findOwner(app, options)
  const newId = tokenId(options, provider, idLike(references, provider))
  const { field, relation } = fieldNames(model.name, options.ownerField)
  const owner = {
    field,
    id,
    isNullable: options.nullableOwner === true,
    relation: options.relation ? { model: model.name, field: relation, references: references.name } : undefined,
  }
  return { ...shared, id: newId, newId, owner, databaseSchema: model.schema ?? app.datasource.schemas[0] }
}

function tokenId(options: SchemaOptions, provider: Provider, likeOwner?: GeneratedId): GeneratedId {
  if (options.id !== undefined) return tokenIdColumn(options.id, provider)
  return likeOwner ?? tokenIdColumn(provider === 'cockroachdb' ? 'BigInt' : 'Int', provider)
}

function tableOf(model: string): string {
  return model === 'WebAPIToken' ? 'webapi_token' : snakeCase(model)
}

/** Reads the token model of an app; undefined when it has none of the name. */
export function existingSubject(app: AppSchema, provider: Provider, options: SchemaOptions): Subject | undefined {
  const model = app.models.find(({ name }) => name === options.model)
  if (!model) return undefined
  const relation = model.fields.find(({ relationFromFields }) => relationFromFields?.length === 1)
  const ownerField = options.ownerField ?? relation?.relationFromFields?.[0] ?? 'userId'
  const [id, owner] = ['id', ownerField].map((wanted) => model.fields.find(({ name }) => name === wanted))
  const [idColumn, ownerColumn] = [id && columnOf(id), owner && columnOf(owner)]
  if (!id || !owner || !idColumn || !ownerColumn) return undefined
  return {
    name: model.name,
    table: model.dbName ?? model.name,
    id: idColumn,
    newId: tokenId(options, provider, idLike(id, provider)),
    owner: { field: ownerField, id: ownerColumn, isNullable: !owner.isRequired, relation: undefined },
    databaseSchema: model.schema ?? undefined,
  }
}
