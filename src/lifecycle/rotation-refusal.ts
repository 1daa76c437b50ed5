import type { TokenRow } from '../client/token-client.js'
import { WebAPITokenRotationError } from '../outcomes/errors.js'
import { refusalOf, rotatedReason } from '../verification/decide.js'

/** Why a token cannot be rotated; undefined when it can. `repeat`: whether one that has ended with its rotation can. */
export function rotationRefusal(row: TokenRow, now: Date, repeat: boolean): WebAPITokenRotationError | undefined {
  const refusal = refusalOf(row, now)
  if (!refusal || (repeat && hasRetired(row))) return undefined
  const code = refusal.reason === 'expired' ? 'ERR_WEBAPI_TOKEN_EXPIRED' : 'ERR_WEBAPI_TOKEN_INVALID'
  return refused(code, refusal.message)
}

export function unknownToken(): WebAPITokenRotationError {
  return refused('ERR_WEBAPI_TOKEN_UNKNOWN', 'it does not exist')
}

/** The refusal of whoever comes second. */
export function alreadyRotated(why: string): WebAPITokenRotationError {
  return refused('ERR_WEBAPI_TOKEN_ALREADY_ROTATED', why)
}

export function invalidatedMeanwhile(): WebAPITokenRotationError {
  return refused('ERR_WEBAPI_TOKEN_INVALID', 'it was invalidated in the meantime')
}

/** Of a row that does not work: whether it had a successor, and ended before that moment. */
export function hasRetiredBefore(row: TokenRow, moment: Date): boolean {
  return row.successorId !== null && endOf(row) < moment
}

/** When a token that does not work any more stopped working. */
export function endOf({ invalidDate, expires }: TokenRow): Date {
  return (invalidDate ?? expires) as Date
}

/** Of a row that does not work: whether that was its rotation's doing, and nobody has revoked it. */
function hasRetired({ successorId, valid, invalidReason }: TokenRow): boolean {
  return successorId !== null && (valid === true || invalidReason === rotatedReason)
}

function refused(code: WebAPITokenRotationError['code'], why: string): WebAPITokenRotationError {
  return new WebAPITokenRotationError(code, `The API token cannot be rotated: ${why}`)
}
