import type { TokenRow } from '../client/token-row.js'
import { WebAPITokenRotationError } from '../outcomes/errors.js'
import { refusalOf, rotatedReason } from '../verification/decide.js'

/** Returns the error when a token cannot be rotated. `repeat`: whether a token that ended with its rotation can. */
export function rotationRefusal(row: TokenRow, now: Date, repeat: boolean): WebAPITokenRotationError | undefined {
  const refusal = refusalOf(row, now)
  if (!refusal || (repeat && hasRetired(row))) return undefined
  const code = refusal.reason === 'expired' ? 'ERR_WEBAPI_TOKEN_EXPIRED' : 'ERR_WEBAPI_TOKEN_INVALID'
  return rotationError(code, refusal.message)
}

export function unknownToken(): WebAPITokenRotationError {
  return rotationError('ERR_WEBAPI_TOKEN_UNKNOWN', 'it does not exist')
}

/** The error of the call that comes second. */
export function alreadyRotated(why: string): WebAPITokenRotationError {
  return rotationError('ERR_WEBAPI_TOKEN_ALREADY_ROTATED', why)
}

export function invalidatedMeanwhile(): WebAPITokenRotationError {
  return rotationError('ERR_WEBAPI_TOKEN_INVALID', 'it was invalidated in the meantime')
}

export function parentHasEnded(): WebAPITokenRotationError {
  return rotationError('ERR_WEBAPI_TOKEN_INVALID', 'the token that made it has ended')
}

/** Checks whether a token that is not usable had a successor, and ended before a moment. */
export function hasRetiredBefore(row: TokenRow, moment: Date): boolean {
  const end = endOf(row)
  return row.successorId !== null && (end === null || end < moment)
}

/** Returns when a token that is not usable ended; null when its row does not tell. */
export function endOf({ invalidDate, expires }: TokenRow): Date | null {
  return invalidDate ?? expires
}

/** Checks whether a token that is not usable ended with its rotation, and not because it was revoked. */
function hasRetired({ successorId, valid, invalidReason }: TokenRow): boolean {
  return successorId !== null && (valid || invalidReason === rotatedReason)
}

function rotationError(code: WebAPITokenRotationError['code'], why: string): WebAPITokenRotationError {
  return new WebAPITokenRotationError(code, `The API token cannot be rotated: ${why}`)
}
