import { takesRaw } from './raw-access.js'
import { asOperation } from './raw-error.js'
import type { TokenData, TokenRow, TokenWhere } from './token-row.js'
import type { TokenModel } from './token-model.js'
import { write } from './write.js'

/** Tokens by their ids and their digests. */
export interface NamedTokens {
  readonly id: readonly unknown[]
  readonly token: readonly unknown[]
}

export type NamedRow = Pick<TokenRow, 'id' | 'token'>

/** Updates those of the named tokens that have these values, in one statement, and returns them. */
export function updateNamed(
  model: TokenModel,
  named: NamedTokens,
  values: TokenWhere,
  data: TokenData,
): Promise<readonly NamedRow[]> {
  const { updateNamedRaw } = model.database
  if (!updateNamedRaw || !takesRaw(model, ['updateMany', 'updateManyAndReturn'])) {
    const where = { ...values, OR: [{ id: { in: named.id } }, { token: { in: named.token } }] }
    return write(model, (delegate) => delegate.updateManyAndReturn({ where, data, select: { id: true, token: true } }))
  }
  return asOperation(model.modelName, () => updateNamedRaw(model, named, values, data))
}
