import { readsOutdated, returnsRows } from '../client/dialect.js'
import type { TokenRow, TokenWhere } from '../client/token-client.js'
import type { TokenModel } from '../client/token-model.js'

/** The row with every column but the digest, whatever the app omits; null where there is none. */
export function rowOf(model: TokenModel, where: TokenWhere): Promise<TokenRow | null> {
  return model.reader.findFirst({ where, omit: everyColumn(model) })
}

/**
 * Locks a row until the transaction ends, and returns it as it is then; null where there is none. `mayBeOutdated`: whether the
 * transaction may have read something before.
 */
export async function lockRow(
  model: TokenModel,
  where: TokenWhere,
  now: Date,
  { mayBeOutdated }: { mayBeOutdated: boolean },
): Promise<TokenRow | null> {
  const { client, delegate } = model
  const data = { lastUpdated: now }
  if (returnsRows(client)) {
    const [row = null] = await delegate.updateManyAndReturn({ where, data, omit: everyColumn(model) })
    return row
  }
  // What it has changed itself, such a transaction reads as it is; and one of two different values is a change.
  if (mayBeOutdated && readsOutdated(client)) {
    await delegate.updateMany({ where, data: { lastUpdated: new Date(now.getTime() + 1) } })
  }
  const { count } = await delegate.updateMany({ where, data })
  return count === 0 ? null : rowOf(model, where)
}

function everyColumn({ columnNames }: TokenModel): Record<string, boolean> {
  return { ...Object.fromEntries(columnNames.map((name) => [name, false])), token: true }
}
