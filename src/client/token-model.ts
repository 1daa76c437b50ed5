import { WebAPITokenModelError } from '../outcomes/errors.js'
import type { Database } from './databases/database.js'
import { databaseOf } from './databases/database-of.js'
import { isTransactionClient } from './is-transaction-client.js'
import { type ModelSchema, modelSchema } from './model-schema.js'
import { modelNameOf } from './prisma-internals.js'
import type { TokenClient, TokenDelegate } from './token-client.js'

/** The token model on one client, which may be plain, extended, or bound to a transaction. */
export interface TokenModel extends ModelSchema {
  readonly client: TokenClient
  readonly database: Database
  /** The name of the delegate. */
  readonly name: string
  readonly delegate: TokenDelegate
  /** The client whose reads are current. */
  readonly primary: TokenClient
  /** The delegate on the primary, for reads that decide something. */
  readonly reader: TokenDelegate
}

/**
 * Finds the model on the client. The delegate may be passed separately, for a client that is extended further.
 *
 * @throws WebAPITokenModelError when it, or one of its fields, is not there.
 */
export function tokenModel(
  client: TokenClient,
  { model: name, owner }: { readonly model: string; readonly owner: string },
  delegate = delegateOf(client, name),
): TokenModel {
  const primary = primaryOf(client, name)
  const reader = primary === client ? delegate : (primary[name] as TokenDelegate)
  const database = databaseOf(client)
  const schema = modelSchema(client, database, modelNameOf(delegate) ?? name, owner)
  return { ...schema, client, database, name, delegate, primary, reader }
}

function delegateOf(client: TokenClient, name: string): TokenDelegate {
  if (typeof client !== 'object' || client === null) throw new TypeError('client must be a Prisma client')
  const delegate = client[name] as TokenDelegate | undefined
  if (typeof delegate?.create === 'function') return delegate
  throw new WebAPITokenModelError(
    'ERR_WEBAPI_TOKEN_MODEL_MISSING',
    `The Prisma client has no model "${name}": add it to the schema and run "prisma generate", or name yours with the option model`,
  )
}

/**
 * Returns the client without the replicas of `@prisma/extension-read-replicas`, which may lag. A transaction has none, and
 * `$primary()` would lead out of it.
 */
function primaryOf(client: TokenClient, name: string): TokenClient {
  const { $primary } = client as { $primary?: () => TokenClient | undefined }
  if (isTransactionClient(client) || typeof $primary !== 'function') return client
  const primary = $primary.call(client)
  // The app's own `$primary` may mean something else.
  return primary && typeof (primary[name] as TokenDelegate | undefined)?.findMany === 'function' ? primary : client
}

/**
 * Returns the same model on the client of a transaction. It reads a single property of the client, since Prisma's proxies are
 * slow.
 *
 * @throws WebAPITokenModelError when the client does not have it.
 */
export function modelOn(tx: TokenClient, model: TokenModel): TokenModel {
  const delegate = delegateOf(tx, model.name)
  return { ...model, client: tx, delegate, primary: tx, reader: delegate }
}
