import { WebAPITokenModelError } from '../errors.js'
import type { RuntimeModel, TokenClient, TokenDelegate } from './token-client.js'

/** The fields that every token model has. */
export const tokenFields = [
  'id',
  'userId',
  'token',
  'tokenHint',
  'tokenGeneratorId',
  'timeAdded',
  'lastUpdated',
  'lastUsed',
  'expires',
  'valid',
  'invalidDate',
  'invalidReason',
  'note',
  'policy',
  'extraData',
  'familyId',
  'successorId',
  'retireOnFirstUse',
  'expiryNotified',
] as const

type TokenField = (typeof tokenFields)[number]

/** What an app cannot set through `data`: the library's own fields, and the relation beside `userId`. */
export const libraryFields = [...tokenFields, 'user'] as const

/** The token model of one client, plain, extended, or bound to a transaction. */
export interface TokenModel {
  readonly client: TokenClient
  readonly name: string
  readonly delegate: TokenDelegate
  /** The names in the database, where the client tells them. */
  readonly table: string
  readonly tokenColumn: string
  /** What `typeof` says of an id, where the client tells its type. */
  readonly idType: 'number' | 'bigint' | 'string' | undefined
  columnOf(field: TokenField): string
  /** The fields that are columns, all that the client tells. */
  readonly columnNames: readonly string[]
  readonly userTable: { readonly name: string; readonly idColumn: string }
  /** The names of the app's own columns, as far as the client tells them. */
  readonly appFields: readonly AppField[]
}

/** A column that is the app's own. */
export interface AppField {
  readonly name: string
  readonly type: string
}

/**
 * Finds the model on the client. The delegate of a client that is extended further may be given apart from it.
 *
 * @throws WebAPITokenModelError when it, or one of its fields, is not there.
 */
export function tokenModel(
  client: TokenClient,
  name: string,
  delegate = client[name] as TokenDelegate | undefined,
): TokenModel {
  if (typeof delegate?.create !== 'function') {
    throw new WebAPITokenModelError(
      'ERR_WEBAPI_TOKEN_MODEL_MISSING',
      `The Prisma client has no model "${name}": add it to the schema and run "prisma generate", or name yours with the option model`,
    )
  }
  const modelName = delegate.$name ?? name
  const runtimeModel = client._runtimeDataModel?.models[modelName]
  const fields = new Map(runtimeModel?.fields.map((field) => [field.name, field.dbName ?? field.name]))
  const missing = runtimeModel ? tokenFields.filter((field) => !fields.has(field)) : []
  if (missing.length > 0) {
    throw new WebAPITokenModelError(
      'ERR_WEBAPI_TOKEN_FIELD_MISSING',
      `The model "${modelName}" lacks ${missing.join(', ')}: add what is missing to the schema and run "prisma generate"`,
    )
  }
  return {
    client,
    name,
    delegate,
    table: runtimeModel?.dbName ?? modelName,
    tokenColumn: fields.get('token') ?? 'token',
    idType: typesOfIds[runtimeModel?.fields.find((field) => field.name === 'id')?.type ?? ''],
    columnNames: (runtimeModel?.fields ?? []).filter(({ kind }) => kind !== 'object').map((field) => field.name),
    columnOf: (field) => fields.get(field) ?? field,
    userTable: userTableOf(client, runtimeModel),
    appFields: (runtimeModel?.fields ?? []).filter(
      ({ name: field, kind }) => kind !== 'object' && !tokenFields.some((tokenField) => tokenField === field),
    ),
  }
}

const typesOfIds: Record<string, TokenModel['idType']> = { Int: 'number', BigInt: 'bigint', String: 'string' }

/** The table that the relation `user` leads to. */
function userTableOf(client: TokenClient, runtimeModel: RuntimeModel | undefined): TokenModel['userTable'] {
  const name = runtimeModel?.fields.find((field) => field.name === 'user')?.type ?? 'User'
  const user = client._runtimeDataModel?.models[name]
  return { name: user?.dbName ?? name, idColumn: user?.fields.find((field) => field.name === 'id')?.dbName ?? 'id' }
}

/** The same model on the client of a transaction. */
export function modelOn(tx: TokenClient, model: TokenModel): TokenModel {
  return { ...model, client: tx, delegate: tx[model.name] as TokenDelegate }
}
