import { providerOf } from '../../../../src/client/prisma-internals.js'
import { findTable } from '../catalogue/find-table.js'
import type { Check } from '../check.js'
import { finding, type Finding } from '../finding.js'
import { appliedMigrations } from '../migrations/applied.js'
import { compareMigrations } from '../migrations/compare.js'
import { migrationsFolder } from '../migrations/folder.js'
import { readMigrations } from '../migrations/read.js'

export const migrations: Check = {
  name: 'migrations',
  async run(context) {
    const table = await findTable(context, '_prisma_migrations')
    if (table === undefined) return [untracked]
    const { folder, reason } = await migrationsFolder(context.cwd, context.migrations)
    if (folder === undefined) return [notCompared(reason)]
    const { provider, migrations } = await readMigrations(folder)
    const own = providerOf(context.model.client)
    if (provider !== undefined && provider !== own) {
      const message = `The migrations of the folder are for ${provider}, but the client is for ${String(own)}.`
      return [finding('migration-provider', message, 'Name the folder of this database: --migrations <folder>.')]
    }
    return compareMigrations(migrations, await appliedMigrations(context, table))
  },
}

const untracked = finding(
  'migrations-untracked',
  'The database has no table _prisma_migrations: its schema was made by "prisma db push", or by other means than Prisma.',
  'Nothing, for a database of development. For production, see "Baselining" in the manual of Prisma Migrate.',
)

function notCompared(reason: string): Finding {
  const message = `The migrations were not compared with those of the database: ${reason}.`
  return finding('migrations-not-compared', message, 'Name their folder: --migrations <folder>.')
}
