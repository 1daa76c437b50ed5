/** Why a request was refused; `missing`: the request had no token. */
export type RefusalReason =
  | 'missing'
  | 'malformed'
  | 'unknown'
  | 'invalid'
  | 'expired'
  | 'user-inactive'
  | 'owner-inactive'
  | 'insufficient-scope'

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
  /** The status of the response: 403 for a valid token that lacks a scope. */
  readonly status: 401 | 403
  /** For operators and the token's owner: with the date and the reason. */
  readonly message: string
  /** For everybody else: it reveals nothing. */
  readonly publicMessage: string
  /** The row, where there is one. */
  readonly record?: Record
  /** The scopes that the request needs, where the token lacks some. */
  readonly scopes?: readonly string[]
}

/** The result of `authenticate`; `ok` tells the two apart. */
export type AuthenticationResult<Record> = Authenticated<Record> | Refused<Record>

const publicMessages: { readonly [Reason in RefusalReason]?: string } = {
  missing: 'An API token is required.',
  'insufficient-scope': 'The API token lacks a scope that this request needs.',
}

export function refused<Record>(
  reason: RefusalReason,
  message: string,
  { record, scopes }: { readonly record?: Record; readonly scopes?: readonly string[] } = {},
): Refused<Record> {
  return {
    ok: false,
    reason,
    status: reason === 'insufficient-scope' ? 403 : 401,
    message,
    publicMessage: publicMessages[reason] ?? 'The API token is not valid.',
    ...(record !== undefined && { record }),
    ...(scopes && { scopes }),
  }
}
