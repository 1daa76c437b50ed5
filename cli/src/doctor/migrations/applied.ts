import type { DoctorContext } from '../check.js'
import { isSet } from '../catalogue/indexes.js'

/** A migration as the database has it. */
export interface AppliedMigration {
  readonly name: string
  readonly checksum: string
  readonly state: 'applied' | 'failed' | 'rolled back'
}

/** Reads the migrations of the database: the last attempt of each. Never their logs, which may quote data. */
export async function appliedMigrations(
  { query }: Pick<DoctorContext, 'query'>,
  table: string,
): Promise<AppliedMigration[]> {
  const rows = await query(
    `SELECT migration_name AS name, checksum, CASE WHEN finished_at IS NULL THEN 0 ELSE 1 END AS finished,
      CASE WHEN rolled_back_at IS NULL THEN 0 ELSE 1 END AS rolled_back FROM ${table} ORDER BY started_at`,
  )
  const byName = new Map<string, AppliedMigration>()
  for (const row of rows) {
    const name = String(row.name)
    const ended = isSet(row.rolled_back) ? 'rolled back' : isSet(row.finished) ? 'applied' : 'failed'
    // What is applied stays so, whatever attempt of it was rolled back.
    if (byName.get(name)?.state !== 'applied') byName.set(name, { name, checksum: String(row.checksum), state: ended })
  }
  return [...byName.values()]
}
