import { adapterNameOf } from '../../../../src/client/prisma-internals.js'
import type { Check, DoctorContext } from '../check.js'
import { finding, type Finding } from '../finding.js'

/** Milliseconds that a writer should wait for another process. */
const patience = 1_000

export const sqlite: Check = {
  name: 'SQLite',
  providers: ['sqlite'],
  async run(context) {
    const { model } = context
    // D1 is a service, and has none of these settings.
    if (!model.database.hasTransactions) return []
    return [
      ...(model.database.sharesOneConnection ? [sharedConnection] : []),
      ...(await timeoutOf(context)),
      ...(await journalOf(context)),
      ...(await foreignKeysOf(context)),
    ]
  },
}

const sharedConnection = finding(
  'better-sqlite3-shared-connection',
  "On better-sqlite3, a plain write of the app's own that arrives while a transaction is open becomes part of it, and is lost when that rolls back. The writes of this library are not.",
  'Run your own writes inside of $transaction(async (tx) => …), or your transactions on a client of their own.',
)

async function timeoutOf({ model, query }: DoctorContext): Promise<Finding[]> {
  const [row] = await query('PRAGMA busy_timeout')
  const timeout = Number(row?.timeout)
  if (timeout >= patience) return []
  const waits = `A write waits ${String(timeout)} ms for the lock of another process`
  const set = 'Give the adapter a timeout that outlasts every lock, such as { url, timeout: 5000 }'
  if (adapterNameOf(model.client) === '@prisma/adapter-libsql') {
    const message = `${waits}. After one that fails so, libSQL acknowledges writes that may be lost (prisma/orm#30028).`
    return [finding('libsql-locked-writes', message, `${set}, or use better-sqlite3 where several processes write.`)]
  }
  return [finding('sqlite-busy-timeout', `${waits}, and fails then.`, `${set}.`)]
}

async function journalOf({ query }: DoctorContext): Promise<Finding[]> {
  const [row] = await query('PRAGMA journal_mode')
  const mode = String(row?.journal_mode)
  if (mode === 'wal' || mode === 'memory') return []
  const message = `The file has no write-ahead log (journal_mode is ${mode}): readers and writers of several processes wait for each other.`
  return [finding('sqlite-no-wal', message, 'PRAGMA journal_mode = WAL; once: the file keeps it.')]
}

async function foreignKeysOf({ model, query }: DoctorContext): Promise<Finding[]> {
  if (model.ownerRelation === undefined) return []
  const [row] = await query('PRAGMA foreign_keys')
  if (Number(row?.foreign_keys) === 1) return []
  const message = 'Foreign keys are off: the tokens of a deleted owner stay, and authenticate.'
  return [finding('sqlite-foreign-keys-off', message, 'PRAGMA foreign_keys = ON; on each connection.')]
}
