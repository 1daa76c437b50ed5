/** Why a request was refused; `missing`: it has no token, which is nobody's mistake yet. */
export type RefusalReason = 'missing' | 'malformed' | 'unknown' | 'invalid' | 'expired' | 'user-inactive'

/** The token is good: this is its row. */
export interface Authenticated<Record> {
  readonly ok: true
  readonly record: Record
  /** Whether the token was made by a deprecated generator, and should be replaced. */
  readonly deprecated: boolean
}

/** The token is refused. */
export interface Refused<Record> {
  readonly ok: false
  readonly reason: RefusalReason
  /** For operators and for the token's owner: it has the date and the reason. */
  readonly message: string
  /** For everybody else: it tells nothing. */
  readonly publicMessage: string
  /** The row, where there is one. */
  readonly record?: Record
}

/** What `authenticate` answers; `ok` tells the two apart. */
export type AuthenticationResult<Record> = Authenticated<Record> | Refused<Record>

export function refused<Record>(reason: RefusalReason, message: string, record?: Record): Refused<Record> {
  const publicMessage = reason === 'missing' ? 'An API token is required.' : 'The API token is not valid.'
  return { ok: false, reason, message, publicMessage, ...(record !== undefined && { record }) }
}
