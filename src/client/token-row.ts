import type { Id } from './id.js'

/** A row of the token model, with every column. */
export interface TokenRow {
  readonly [appField: string]: unknown
  readonly id: Id
  readonly userId: Id
  /** The digest. */
  readonly token: string
  readonly tokenHint: string
  readonly tokenGeneratorId: string
  readonly timeAdded: Date
  readonly lastUpdated: Date
  readonly lastUsed: Date | null
  readonly expires: Date | null
  readonly valid: boolean
  readonly invalidDate: Date | null
  readonly invalidReason: string
  readonly note: string
  readonly policy: unknown
  readonly extraData: unknown
  readonly familyId: Id | null
  readonly successorId: Id | null
  readonly retireOnFirstUse: boolean
  readonly expiryNotified: Date | null
}

/** What the app gets of a row: never the digest, and only what its client omits not, or what it has selected. */
export type AppRecord = Readonly<Record<string, unknown>>

export type TokenWhere = Record<string, unknown>

export type TokenData = Record<string, unknown>
