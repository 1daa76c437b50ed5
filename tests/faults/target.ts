import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { schemaOf, type TestClient } from '../support/databases.js'
import { TcpProxy } from '../support/tcp-proxy.js'
import { connect, type Kind } from './kinds.js'
import { postgresqlFolder } from '../support/host.js'
import { mariadbProgram, mariadbServer, postgresqlServer, type Server } from './server.js'

/** A database under fault. */
export interface Target {
  /** What workers connect to. */
  readonly url: string
  /** A client that no fault reaches, once they have ended. */
  admin(): Promise<TestClient>
  readonly server: Server | undefined
  readonly proxy: TcpProxy | undefined
  close(): Promise<void>
}

/** Why a kind cannot be run here. */
export function missing({ name }: Kind): string | undefined {
  if (name === 'PostgreSQL' && !postgresqlFolder()) return 'there is no PostgreSQL server on this machine'
  if (name === 'MariaDB' && !mariadbProgram()) return 'there is no MariaDB server on this machine'
  return undefined
}

export async function openTarget(kind: Kind, folder: string): Promise<Target> {
  const target = kind.provider === 'sqlite' ? fileTarget(kind, folder) : await serverTarget(kind, folder)
  const admin = await target.admin()
  if (kind.journalMode) await admin.$queryRawUnsafe(`PRAGMA journal_mode = ${kind.journalMode}`)
  for (const statement of await schemaOf(kind.provider)) await admin.$executeRawUnsafe(statement)
  await admin.$disconnect()
  return target
}

function fileTarget(kind: Kind, folder: string): Target {
  const url = `file:${join(folder, 'faults.db')}`
  return { url, admin: () => connect(kind, url), server: undefined, proxy: undefined, close: () => Promise.resolve() }
}

async function serverTarget(kind: Kind, folder: string): Promise<Target> {
  const data = join(folder, 'data')
  chmodSync(folder, 0o755)
  mkdirSync(data)
  const server = await (kind.name === 'PostgreSQL' ? postgresqlServer(data) : mariadbServer(data))
  await server.start()
  const scheme = kind.name === 'PostgreSQL' ? 'postgresql://postgres' : 'mysql://root'
  const base = kind.name === 'PostgreSQL' ? 'postgres' : 'mysql'
  const root = await connect(kind, `${scheme}@127.0.0.1:${server.port}/${base}`)
  await root.$executeRawUnsafe('CREATE DATABASE faults')
  await root.$disconnect()
  const proxy = await TcpProxy.to({ host: '127.0.0.1', port: server.port })
  return {
    url: `${scheme}@127.0.0.1:${proxy.port}/faults`,
    admin: () => connect(kind, `${scheme}@127.0.0.1:${server.port}/faults`),
    server,
    proxy,
    async close() {
      await proxy.close()
      await server.kill()
    },
  }
}
