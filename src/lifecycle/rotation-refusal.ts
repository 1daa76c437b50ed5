import type { TokenRow } from '../client/token-row.js'
import { WebAPITokenRotationError } from '../outcomes/errors.js'
import { refusalOf, rotatedReason } from '../verification/decide.js'

/** Why a token cannot be rotated; undefined when it can. `repeat`: whether one that has ended with its rotation can. */
export function rotationRefusal(row: TokenRow, now: Date, repeat: boolean): WebAPITokenRotationError | undefined {
  const refusal = refusalOf(row, now)
  if (!refusal || (repeat && hasRetired(row))) return undefined
  const code = refusal.reason === 'expired' ? 'ERR_WEBAPI_TOKEN_EXPIRED' : 'ERR_WEBAPI_TOKEN_INVALID'
  return rotationError(code, refusal.message)
}

export function unknownToken(): WebAPITokenRotationError {
  return rotationError('ERR_WEBAPI_TOKEN_UNKNOWN', 'it does not exist')
}

/** The refusal of whoever comes second. */
export function alreadyRotated(why: string): WebAPITokenRotationError {
  return rotationError('ERR_WEBAPI_TOKEN_ALREADY_ROTATED', why)
}

export function invalidatedMeanwhile(): WebAPITokenRotationError {
  return rotationError('ERR_WEBAPI_TOKEN_INVALID', 'it was invalidated in the meantime')
}

/** Of a row that does not work: whether it had a successor, and ended before that moment. */
export function hasRetiredBefore(row: TokenRow, moment: Date): boolean {
  const end = endOf(row)
  return row.successorId !== null && (end === null || end < moment)
}

/** Returns when a token ended that is not usable any more; null where its row does not tell. */
export function endOf({ invalidDate, expires }: TokenRow): Date | null {
  return invalidDate ?? expires
}

/** Of a row that does not work: whether that was its rotation's doing, and nobody has revoked it. */
function hasRetired({ successorId, valid, invalidReason }: TokenRow): boolean {
  return successorId !== null && (valid || invalidReason === rotatedReason)
}

function rotationError(code: WebAPITokenRotationError['code'], why: string): WebAPITokenRotationError {
  return new WebAPITokenRotationError(code, `The API token cannot be rotated: ${why}`)
}
