import { idTag } from '../id-tags.js'
import type { Database } from './database.js'
import { postgresql } from './postgresql.js'
import { lockNames } from './postgresql-locks.js'

/** PostgreSQL's dialect, always serializable: a conflict aborts the transaction, which is then retried. */
export const cockroachdb: Database = {
  ...postgresql,
  lockingIsolation: () => ({}),
  async lockTokensOf(model, ownerIds) {
    await lockNames(
      model,
      ownerIds.map((id) => idTag('owner', id)),
    )
  },
}
