import { WebAPITokenOutcomeError } from '../outcomes/errors.js'
import { runSeparately } from './run-separately.js'
import { isTransactionClient } from './is-transaction-client.js'
import type { AppRecord, TokenData } from './token-row.js'
import type { TokenModel } from './token-model.js'
import { unlessStored } from './unless-stored.js'
import { isTokenConflict } from './unique-conflict.js'
import { write } from './write.js'

const omit = { token: true }

/**
 * Inserts a row, and returns it without its digest; undefined when the digest is taken. Every other error passes through. A
 * transaction that this runs in stays usable after a collision.
 */
export async function insertToken(
  model: TokenModel,
  data: TokenData,
  { isRetry }: { isRetry: boolean },
): Promise<AppRecord | undefined> {
  const isInside = isTransactionClient(model.client)
  // A failed statement would abort the caller's transaction. Elsewhere it costs the connection, which pg's pool discards:
  // acceptable once, but not again and again where tokens collide often.
  if (!model.database.abortsTransactionOnError || !(isInside || isRetry)) return insertOrFail(model, data)
  const [row] = await model.delegate.createManyAndReturn({ data: [data], skipDuplicates: true, omit })
  if (row) return row
  if (await isTaken(model, data)) return undefined
  // Another constraint of the app's was violated: this statement lets the database say which.
  return isInside ? model.delegate.create({ data, omit }) : insertOrFail(model, data)
}

async function insertOrFail(model: TokenModel, data: TokenData): Promise<AppRecord | undefined> {
  const insert = () => write(model, (delegate) => delegate.create({ data, omit }))
  try {
    const insertOne = async () => [await runSeparately(model.client, insert)]
    const [row] = await unlessStored(model, [data.token], insertOne, omit)
    // A row that MySQL cannot read back was undone with its transaction, as another node of a cluster may do without a word.
    if (!row) throw new WebAPITokenOutcomeError()
    return row
  } catch (error) {
    if (isTokenConflict(model, error, [data.token]) ?? (await isTaken(model, data))) return undefined
    throw error
  }
}

async function isTaken(model: TokenModel, { token }: TokenData): Promise<boolean> {
  return (await model.reader.findFirst({ where: { token }, select: { id: true } })) !== null
}
