import type { TokenRow } from './token-client.js'

/** A token that is there, whether or not it is good. */
export interface FoundToken {
  /** Every column that a decision needs. */
  readonly row: TokenRow
  /** The columns and relations that the app has asked for. */
  readonly record: TokenRow
}
