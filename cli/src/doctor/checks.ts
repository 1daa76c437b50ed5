import type { Check } from './check.js'
import { audit } from './checks/audit.js'
import { cache } from './checks/cache.js'
import { clientModel } from './checks/client-model.js'
import { clock } from './checks/clock.js'
import { columns } from './checks/columns.js'
import { datetimePrecision } from './checks/datetime-precision.js'
import { digests } from './checks/digests.js'
import { exposure } from './checks/exposure.js'
import { generators } from './checks/generators.js'
import { indexes } from './checks/indexes.js'
import { lifetime } from './checks/lifetime.js'
import { migrations } from './checks/migrations.js'
import { mysql } from './checks/mysql.js'
import { owners } from './checks/owners.js'
import { policies } from './checks/policies.js'
import { pooler } from './checks/pooler.js'
import { prefix } from './checks/prefix.js'
import { privileges } from './checks/privileges.js'
import { pruning } from './checks/pruning.js'
import { scopes } from './checks/scopes.js'
import { server } from './checks/server.js'
import { sqlite } from './checks/sqlite.js'
import { textColumns } from './checks/text-columns.js'
import { tokenColumn } from './checks/token-column.js'
import { transactions } from './checks/transactions.js'
import { uniqueIndex } from './checks/unique-index.js'

/** In the order of the report: the database, its table, the options, the rows. */
export const checks: readonly Check[] = [
  server,
  clock,
  transactions,
  sqlite,
  mysql,
  pooler,
  migrations,
  clientModel,
  columns,
  tokenColumn,
  textColumns,
  datetimePrecision,
  uniqueIndex,
  indexes,
  privileges,
  audit,
  exposure,
  cache,
  lifetime,
  prefix,
  generators,
  digests,
  policies,
  scopes,
  owners,
  pruning,
]
