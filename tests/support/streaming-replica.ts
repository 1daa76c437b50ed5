import { execFileSync } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import {
  adapters,
  connectClient,
  createDatabase,
  type DatabaseKind,
  type TestClient,
  type TestDatabase,
} from './databases.js'
import { freePort, giveTo, identityOf, postgresqlFolder } from './host.js'
import { startServer } from './server-process.js'
import { StatementLog } from './statement-log.js'

const programs = postgresqlFolder()

/** Why there can be no replica here. */
export const replicaMissing = programs ? undefined : 'the programs of a PostgreSQL server are not on this machine'

/** A primary and a streaming replica of it: two servers of the test's own. */
export interface ReplicatedDatabase {
  /** On the primary. */
  readonly db: TestDatabase
  /** On the replica. */
  readonly replica: TestClient
  /** The statements that each server has received. */
  readonly received: { readonly primary: StatementLog; readonly replica: StatementLog }
  /** From now on, the replica shows nothing new. */
  pauseReplay(): Promise<void>
  /** Goes on with what has arrived in the meantime, and waits until it shows all of it. */
  resumeReplay(): Promise<void>
  close(): Promise<void>
}

export async function createReplicatedDatabase(): Promise<ReplicatedDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'webapi-token-replica-'))
  await chmod(folder, 0o755)
  const [primaryData, replicaData] = [await dataFolder(folder, 'primary'), await dataFolder(folder, 'replica')]

  run('initdb', ['-D', primaryData, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C', '--no-sync'])
  const primary = await startPostgres(primaryData)
  run('pg_basebackup', ['-D', replicaData, '-d', `${primary.url}postgres`, '-R', '-c', 'fast', '--no-sync'])
  const standby = await startPostgres(replicaData)

  const kind: DatabaseKind = {
    name: 'PostgreSQL',
    provider: 'postgresql',
    missing: undefined,
    multiProcess: false,
    open: () => {
      const url = `${primary.url}postgres`
      return Promise.resolve({ url, adapter: () => adapters.postgresql(url), remove: () => Promise.resolve() })
    },
  }
  const db = await createDatabase(kind)
  const replica = await connectClient('postgresql', await adapters.postgresql(`${standby.url}postgres`))

  const valueOf = async (client: TestClient, sql: string) => {
    const [row] = await client.$queryRawUnsafe<{ value: unknown }[]>(`SELECT (${sql})::text AS value`)
    return row?.value
  }
  async function catchUp() {
    const end = String(await valueOf(db.prisma, 'pg_current_wal_lsn()'))
    while ((await valueOf(replica, `pg_last_wal_replay_lsn() >= '${end}'`)) !== 'true') await sleep(10)
  }
  await catchUp()

  return {
    db,
    replica,
    received: { primary: new StatementLog(primary.log), replica: new StatementLog(standby.log) },
    async pauseReplay() {
      await catchUp()
      await replica.$executeRawUnsafe('SELECT pg_wal_replay_pause()')
      while ((await valueOf(replica, 'pg_get_wal_replay_pause_state()')) !== 'paused') await sleep(10)
    },
    async resumeReplay() {
      await replica.$executeRawUnsafe('SELECT pg_wal_replay_resume()')
      await catchUp()
    },
    async close() {
      await replica.$disconnect()
      await db.close()
      await standby.stop('SIGQUIT')
      await primary.stop('SIGQUIT')
      await rm(folder, { recursive: true })
    },
  }
}

async function startPostgres(data: string) {
  const port = await freePort()
  const settings = [
    `port = ${port}`,
    "listen_addresses = '127.0.0.1'",
    `unix_socket_directories = '${data}'`,
    // A query on the replica must not end because the primary has removed rows that it may still read.
    'max_standby_streaming_delay = -1',
    // Durability is not what is tested.
    'fsync = off',
    "log_statement = 'all'",
    "log_line_prefix = ''",
  ]
  appendFileSync(join(data, 'postgresql.conf'), `\n${settings.join('\n')}\n`)
  const log = `${data}.log`
  const server = await startServer({ command: join(programs ?? '', 'postgres'), args: ['-D', data], port, log })
  return { ...server, log, url: `postgresql://postgres@127.0.0.1:${port}/` }
}

async function dataFolder(folder: string, name: string): Promise<string> {
  const path = join(folder, name)
  await mkdir(path, { mode: 0o700 })
  giveTo('postgres', path)
  return path
}

function run(program: string, args: readonly string[]): void {
  execFileSync(join(programs ?? '', program), args, { ...identityOf('postgres'), cwd: '/', stdio: 'ignore' })
}
