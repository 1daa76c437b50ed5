import type { AppRecord, TokenRow } from './token-row.js'

/** A token that exists, whether or not it is usable. */
export interface FoundToken {
  /** Every column that a decision needs. */
  readonly row: TokenRow
  /** The columns and relations that the app has asked for. */
  readonly record: AppRecord
}
