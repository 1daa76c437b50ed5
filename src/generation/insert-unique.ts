import { insertToken } from '../client/insert-token.js'
import type { SharedInsertions } from '../client/shared-insertions.js'
import type { TokenModel } from '../client/token-model.js'
import type { AppRecord, TokenData } from '../client/token-row.js'
import type { Attempts } from './token-source.js'

/** What `generateToken` returns, whatever the app's row is. */
export interface GeneratedRow {
  /** The plaintext. */
  readonly token: string
  readonly record: AppRecord
}

/** Inserts a row with the first of the user's tokens that is not taken. `shared`: together with what others insert in this turn. */
export async function insertUnique(
  model: TokenModel,
  attempts: Attempts,
  columns: TokenData,
  shared?: SharedInsertions,
): Promise<GeneratedRow> {
  for (let isRetry = false; ; isRetry = true) {
    const { plaintext, row } = attempts.next(columns)
    const sharedRecord = isRetry ? undefined : await shared?.insert(row)
    if (sharedRecord && sharedRecord !== 'alone') return { token: plaintext, record: sharedRecord }
    const record = await insertToken(model, row, { isRetry })
    if (record) return { token: plaintext, record }
  }
}
