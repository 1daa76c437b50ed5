import type { Database } from './database.js'
import { postgresql } from './postgresql.js'
import { lockOwners } from './postgresql-locks.js'

/** PostgreSQL's dialect, always serializable: a conflict aborts the transaction, which is then retried. */
export const cockroachdb: Database = {
  ...postgresql,
  rawAdapters: [],
  lockingIsolation: () => ({}),
  async lockTokensOf(model, ownerIds) {
    await lockOwners(model, ownerIds)
  },
}
