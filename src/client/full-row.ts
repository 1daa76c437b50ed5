import type { TokenModel } from './token-model.js'
import type { TokenRow, TokenWhere } from './token-row.js'

/** Reads a row with every column but the digest, whatever the app omits; null where there is none. */
export function findFullRow(model: TokenModel, where: TokenWhere): Promise<TokenRow | null> {
  return model.reader.findFirst({ where, omit: everyColumn(model) })
}

/** Prisma's `omit` for every column but the digest. */
export function everyColumn({ columnNames }: TokenModel): Record<string, boolean> {
  return { ...Object.fromEntries(columnNames.map((name) => [name, false])), token: true }
}
