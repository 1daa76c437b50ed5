import type { Check } from '../check.js'
import { finding } from '../finding.js'

const statement = `SELECT @@SESSION.sql_mode AS sql_mode, @@GLOBAL.log_bin AS log_bin`

export const mysql: Check = {
  name: 'MySQL',
  providers: ['mysql'],
  async run({ query }) {
    const [row] = await query(statement)
    const isStrict = /STRICT_(?:TRANS|ALL)_TABLES/.test(String(row?.sql_mode))
    const [galera] = await query(`SHOW GLOBAL VARIABLES LIKE 'wsrep_on'`)
    const isGalera = /^(?:on|1)$/i.test(String(Object.values(galera ?? {})[1]))
    // This statement counts itself, where it is a prepared one.
    const [prepared] = await query(`SHOW SESSION STATUS LIKE 'Com_stmt_execute'`)
    const isPrepared = Number(Object.values(prepared ?? {})[1]) > 0
    return [
      ...(isStrict ? [] : [notStrict]),
      ...(isGalera && isPrepared ? [galeraPrepared] : []),
      ...(isGalera && Number(row?.log_bin) === 0 ? [galeraNoLog] : []),
    ]
  },
}

const notStrict = finding(
  'mysql-not-strict',
  'The sql_mode of the connection is not strict: texts that are too long are cut without an error.',
  'Add STRICT_TRANS_TABLES to the sql_mode of the server.',
)

const galeraPrepared = finding(
  'galera-prepared-statements',
  'On a Galera cluster, MariaDB loses transactions that it has acknowledged when they are sent as prepared statements.',
  'new PrismaMariaDb({ … }, { useTextProtocol: true })',
)

const galeraNoLog = finding(
  'galera-no-binary-log',
  'The server is in a Galera cluster without a binary log: it replicates parts of insertions that have failed.',
  'Set log_bin and log_slave_updates on each node.',
)
