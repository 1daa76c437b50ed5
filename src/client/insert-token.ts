import { runSeparately } from './run-separately.js'
import { isTransactionClient } from './is-transaction-client.js'
import type { AppRecord, TokenData } from './token-row.js'
import type { TokenModel } from './token-model.js'
import { isTokenConflict } from './unique-conflict.js'
import { write } from './write.js'

const omit = { token: true }

/**
 * Inserts a row, and returns it without its digest; `undefined` when the digest is taken. Every other error reaches the
 * caller as the database gave it. A transaction that this runs in stays usable after a taken digest.
 */
export async function insertToken(
  model: TokenModel,
  data: TokenData,
  { isRetry }: { isRetry: boolean },
): Promise<AppRecord | undefined> {
  const isInside = isTransactionClient(model.client)
  // A failed statement would cost the caller the transaction. Elsewhere it costs the connection, which pg's pool throws away:
  // once where tokens hardly ever clash, again and again where they do.
  if (!model.database.abortsTransactionOnError || !(isInside || isRetry)) return insertOrFail(model, data)
  const [row] = await model.delegate.createManyAndReturn({ data: [data], skipDuplicates: true, omit })
  if (row) return row
  if (await isTaken(model, data)) return undefined
  // Some other constraint of the app's was hit: this lets the database say which.
  return isInside ? model.delegate.create({ data, omit }) : insertOrFail(model, data)
}

async function insertOrFail(model: TokenModel, data: TokenData): Promise<AppRecord | undefined> {
  try {
    return await runSeparately(model.client, () => write(model, (delegate) => delegate.create({ data, omit })))
  } catch (error) {
    if (isTokenConflict(model, error, [data.token]) ?? (await isTaken(model, data))) return undefined
    throw error
  }
}

async function isTaken(model: TokenModel, { token }: TokenData): Promise<boolean> {
  return (await model.reader.findFirst({ where: { token }, select: { id: true } })) !== null
}
