import type { TokenRow } from '../client/token-client.js'
import { oneLine } from '../util/one-line.js'
import type { RefusalReason } from '../outcomes/result.js'

/** The `invalidReason` of tokens that ended with their rotation. */
export const rotatedReason = 'Rotated'

/** Why a row does not authenticate, in the order in which Djblets looks; undefined when it does. */
export function refusalOf(row: TokenRow, now: Date): { reason: RefusalReason; message: string } | undefined {
  if (row.valid !== true) return { reason: 'invalid', message: invalidMessage(row) }
  const expires = row.expires as Date | null
  if (expires !== null && now >= expires) {
    return { reason: 'expired', message: `This API token expired on ${expires.toISOString()}.` }
  }
  return undefined
}

function invalidMessage(row: TokenRow): string {
  const date = row.invalidDate as Date | null
  const since = date ? `became invalid on ${date.toISOString()}` : 'is invalid'
  const reason = row.invalidReason as string | null
  return reason ? `This API token ${since}: ${oneLine(reason)}` : `This API token ${since}.`
}
