import { WebAPITokenModelError } from '../errors.js'
import { type ModelSchema, modelSchema } from './model-schema.js'
import type { TokenClient, TokenDelegate } from './token-client.js'

/** The token model of one client, plain, extended, or bound to a transaction. */
export interface TokenModel extends ModelSchema {
  readonly client: TokenClient
  /** The name of the delegate. */
  readonly name: string
  readonly delegate: TokenDelegate
}

/**
 * Finds the model on the client. The delegate of a client that is extended further may be given apart from it.
 *
 * @throws WebAPITokenModelError when it, or one of its fields, is not there.
 */
export function tokenModel(
  client: TokenClient,
  name: string,
  delegate = client?.[name] as TokenDelegate | undefined,
): TokenModel {
  if (typeof client !== 'object' || client === null) throw new TypeError('client must be a Prisma client')
  if (typeof delegate?.create !== 'function') {
    throw new WebAPITokenModelError(
      'ERR_WEBAPI_TOKEN_MODEL_MISSING',
      `The Prisma client has no model "${name}": add it to the schema and run "prisma generate", or name yours with the option model`,
    )
  }
  return { ...modelSchema(client, delegate.$name ?? name), client, name, delegate }
}

/** The same model on the client of a transaction. */
export function modelOn(tx: TokenClient, model: TokenModel): TokenModel {
  return { ...model, client: tx, delegate: tx[model.name] as TokenDelegate }
}
