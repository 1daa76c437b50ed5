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
  | 'rate-limited'

/** The status of the response to a refused request. */
export type RefusalStatus = 401 | 403 | 429

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
  /** The status of the response: 403 for a valid token that lacks a scope, 429 for too many requests. */
  readonly status: RefusalStatus
  /** For operators and the token's owner: with the date and the reason. */
  readonly message: string
  /** For everybody else: it reveals nothing. */
  readonly publicMessage: string
  /** The row, where there is one. */
  readonly record?: Record
  /** The scopes that the request needs, where the token lacks some. */
  readonly scopes?: readonly string[]
  /** The number of seconds to wait, where a limiter says so. */
  readonly retryAfter?: number
}

/** The result of `authenticate`; `ok` tells the two apart. */
export type AuthenticationResult<Record> = Authenticated<Record> | Refused<Record>

const publicMessages: { readonly [Reason in RefusalReason]?: string } = {
  missing: 'An API token is required.',
  'insufficient-scope': 'The API token lacks a scope that this request needs.',
  'rate-limited': 'There are too many requests.',
}

/** What a refusal may have beside its reason. */
export type RefusalDetails<Record> = {
  readonly [Name in 'record' | 'scopes' | 'retryAfter']?: Refused<Record>[Name] | undefined
}

const statuses: { readonly [Reason in RefusalReason]?: RefusalStatus } = {
  'insufficient-scope': 403,
  'rate-limited': 429,
}

export function refused<Record>(
  reason: RefusalReason,
  message: string,
  { record, scopes, retryAfter }: RefusalDetails<Record> = {},
): Refused<Record> {
  return {
    ok: false,
    reason,
    status: statuses[reason] ?? 401,
    message,
    publicMessage: publicMessages[reason] ?? 'The API token is not valid.',
    ...(record !== undefined && { record }),
    ...(scopes && { scopes }),
    ...(retryAfter !== undefined && { retryAfter }),
  }
}
