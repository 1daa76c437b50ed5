import type { Database } from './database.js'
import { findUsableTokens } from './find-usable-tokens.js'
import { assertReadsLatest, lockForRevocation, lockForRotation, lockOwners } from './postgresql-locks.js'
import { withReturning } from './with-returning.js'

function quoted(...names: readonly string[]): string {
  return names.map((name) => `"${name.replaceAll('"', '""')}"`).join('.')
}

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
  noteUses({ client, qualifiedTable, columnOf }, ids, now, before) {
    const [table, id, lastUsed] = [quoted(...qualifiedTable), quoted(columnOf('id')), quoted(columnOf('lastUsed'))]
    const due = `SELECT ${id} FROM ${table} WHERE ${id} = ANY($1) AND (${lastUsed} IS NULL OR ${lastUsed} <= $3) FOR UPDATE SKIP LOCKED`
    const sql = `WITH due AS (${due}) UPDATE ${table} AS tokens SET ${lastUsed} = $2 FROM due WHERE tokens.${id} = due.${id}`
    return client.$executeRawUnsafe(sql, ids, now, before)
  },
  async lockTokensOf(model, ownerIds) {
    assertReadsLatest(await lockOwners(model, ownerIds))
  },
  lockForRotation,
  lockForRevocation,
  findUsableTokens,
}
