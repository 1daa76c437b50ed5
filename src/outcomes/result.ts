/** Why a request was refused; `missing`: the request had no token. */
export type RefusalReason =
  'missing' | 'malformed' | 'unknown' | 'invalid' | 'expired' | 'user-inactive' | 'owner-inactive'

/** The token is valid. */
export interface Authenticated<Record> {
  readonly ok: true
  readonly record: Record
  /** Whether a deprecated generator created the token, which should be replaced. */
  readonly deprecated: boolean
  /** The type of the token, which is its prefix; undefined for a token of another format. */
  readonly tokenType: string | undefined
}

/** The token is refused. */
export interface Refused<Record> {
  readonly ok: false
  readonly reason: RefusalReason
  /** For operators and the token's owner: with the date and the reason. */
  readonly message: string
  /** For everybody else: it reveals nothing. */
  readonly publicMessage: string
  /** The row, where there is one. */
  readonly record?: Record
}

/** The result of `authenticate`; `ok` tells the two apart. */
export type AuthenticationResult<Record> = Authenticated<Record> | Refused<Record>

export function refused<Record>(reason: RefusalReason, message: string, record?: Record): Refused<Record> {
  const publicMessage = reason === 'missing' ? 'An API token is required.' : 'The API token is not valid.'
  return { ok: false, reason, message, publicMessage, ...(record !== undefined && { record }) }
}
