import { idTag } from '../id-tags.js'
import type { Database } from './database.js'
import { findUsableTokens } from './find-usable-tokens.js'
import { assertReadsLatest, lockForRevocation, lockForRotation, lockNames } from './postgresql-locks.js'
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
    const tags = ownerIds.map((id) => idTag('owner', id))
    assertReadsLatest(await lockNames(model, tags))
  },
  lockForRotation,
  lockForRevocation,
  findUsableTokens,
}
