import { insertTokens } from '../client/insert-tokens.js'
import { removeTokens } from '../client/remove-tokens.js'
import type { TokenModel } from '../client/token-model.js'
import type { TokenData } from '../client/token-row.js'
import type { GeneratedRow } from './insert-unique.js'
import type { Attempts, NewToken } from './token-source.js'

/** Inserts one token for each user, or none at all. A user whose token is taken gets another one. */
export async function insertBatch(
  model: TokenModel,
  users: readonly Attempts[],
  columns: TokenData,
): Promise<GeneratedRow[]> {
  const inserted: string[] = []
  try {
    return await insertRounds(model, users, columns, inserted)
  } catch (error) {
    // Not by a savepoint, which would undo what the app has written in the meantime as well.
    await removeTokens(model.delegate, inserted)
    throw error
  }
}

/** Retries until each user has a row; `inserted` collects the digests that are stored. */
async function insertRounds(
  model: TokenModel,
  users: readonly Attempts[],
  columns: TokenData,
  inserted: string[],
): Promise<GeneratedRow[]> {
  const digests = new Set<string>()
  const nextOf = (attempts: Attempts): NewToken => {
    for (;;) {
      const token = attempts.next(columns)
      if (digests.has(token.row.token)) continue
      digests.add(token.row.token)
      return token
    }
  }
  const generated: GeneratedRow[] = []
  let left = users.map((attempts, index) => ({ index, attempts, token: nextOf(attempts) }))
  while (left.length > 0) {
    const { rows, taken } = await insertTokens(
      model,
      left.map(({ token }) => token.row),
    )
    inserted.push(...rows.keys())
    left = left.flatMap((entry) => {
      const { index, attempts, token } = entry
      const record = rows.get(token.row.token)
      if (!record) return [taken.has(token.row.token) ? { index, attempts, token: nextOf(attempts) } : entry]
      generated[index] = { token: token.plaintext, record }
      return []
    })
  }
  return generated
}
