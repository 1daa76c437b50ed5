import type { TokenRow } from '../client/token-row.js'
import { oneLine } from '../util/one-line.js'
import type { RefusalReason } from '../outcomes/result.js'

/** The `invalidReason` of tokens that ended with their rotation. */
export const rotatedReason = 'Rotated'

type DecidingColumns = Pick<TokenRow, 'valid' | 'expires' | 'invalidDate' | 'invalidReason'>

/** Returns why a row does not authenticate, in Djblets' order; undefined when it does. */
export function refusalOf(row: DecidingColumns, now: Date): { reason: RefusalReason; message: string } | undefined {
  if (row.valid !== true) return { reason: 'invalid', message: invalidMessage(row) }
  const { expires } = row
  if (expires !== null && now >= expires) {
    return { reason: 'expired', message: `This API token expired on ${expires.toISOString()}.` }
  }
  return undefined
}

function invalidMessage(row: DecidingColumns): string {
  const { invalidDate: date, invalidReason: reason } = row
  const since = date ? `became invalid on ${date.toISOString()}` : 'is invalid'
  return reason ? `This API token ${since}: ${oneLine(reason)}` : `This API token ${since}.`
}
