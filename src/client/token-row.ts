import type { TokenPolicy } from '../policy/policy.js'
import type { Id } from './id.js'
import type { ModelSchema } from './model-schema.js'

/** A row of the token model, with every column. */
export interface TokenRow {
  readonly [appField: string]: unknown
  readonly id: Id
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
  /** Whatever a row holds: it is validated where it counts. */
  readonly policy: TokenPolicy | null
  /** Whatever a row holds: what is no list of strings is no scope. */
  readonly scopes?: unknown
  readonly extraData: unknown
  readonly familyId: Id | null
  readonly successorId: Id | null
  readonly retireOnFirstUse: boolean
  readonly expiryNotified: Date | null
  /** The token that this one was made with; undefined where the model has no such tokens. */
  readonly parentId?: Id | null
}

/** What rows have in place of the fields of rotation, where the model lacks them. */
export const neverRotated = { familyId: null, successorId: null, retireOnFirstUse: false } as const

/** What the app gets of a row: never the digest, and only what its client omits not, or what it has selected. */
export type AppRecord = Readonly<Record<string, unknown>>

export type TokenWhere = Record<string, unknown>

export type TokenData = Record<string, unknown>

/** Returns the id of a token's owner; null for a token of nobody. */
export function ownerOf({ ownerField }: Pick<ModelSchema, 'ownerField'>, row: TokenRow): Id | null {
  return row[ownerField] as Id | null
}
