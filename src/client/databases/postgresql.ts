import type { Database } from './database.js'
import { findUsableTokens } from './find-usable-tokens.js'
import { assertReadsLatest, lockForRevocation, lockForRotation, lockOwners } from './postgresql-locks.js'
import { withReturning } from './with-returning.js'

export const postgresql: Database = {
  ...withReturning,
  abortsTransactionOnError: true,
  sharesOneConnection: false,
  readsSnapshots: false,
  missesSuccessors: true,
  // Stricter levels read a snapshot from before the first lock.
  lockingIsolation: () => ({ isolationLevel: 'ReadCommitted' }),
  maxValuesPerStatement: 999,
  defaultTimestampDigits: 6,
  isLockTimeout: () => false,
  async lockTokensOf(model, ownerIds) {
    assertReadsLatest(await lockOwners(model, ownerIds))
  },
  lockForRotation,
  lockForRevocation,
  findUsableTokens,
}
