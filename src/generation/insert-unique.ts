import { insertToken } from '../client/insert-token.js'
import type { TokenData, TokenRow } from '../client/token-client.js'
import type { TokenModel } from '../client/token-model.js'
import type { Drafts } from './drafts.js'

export interface GeneratedRow {
  token: string
  record: TokenRow
}

/** Inserts a row with the first of the user's tokens that is not taken. */
export async function insertUnique(model: TokenModel, drafts: Drafts, row: TokenData): Promise<GeneratedRow> {
  for (let isRetry = false; ; isRetry = true) {
    const draft = drafts.next(row)
    const record = await insertToken(model, draft.row, { isRetry })
    if (record) return { token: draft.token, record }
  }
}
