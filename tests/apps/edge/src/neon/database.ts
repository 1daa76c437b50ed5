import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'

import { neonConfig } from '@neondatabase/serverless'
import { PrismaNeonHttp } from '@prisma/adapter-neon'
import pg from 'pg'

import { type EdgeDatabase, tables } from '../edge-database.js'
import type { PrismaClient as PrismaClientOfD1 } from '../generated/d1/client.js'
import { PrismaClient } from '../generated/neon/client.js'
import { startNeonProxy } from './proxy.js'

const run = promisify(execFile)

/** A database of its own on a PostgreSQL, reached over HTTP as Neon's are. */
export async function openNeon(server: string): Promise<EdgeDatabase> {
  const name = `webapi_token_edge_${randomBytes(6).toString('hex')}`
  const url = new URL(server)
  url.pathname = `/${name}`
  await runOnServer(server, `CREATE DATABASE ${name}`)
  const env = { ...process.env, DATABASE_URL: url.href }
  await run('npx', ['prisma', 'db', 'push', '--config', 'neon.config.ts'], { env })
  const proxy = await startNeonProxy(url.href)
  neonConfig.fetchEndpoint = proxy.url
  const direct = new pg.Pool({ connectionString: url.href, max: 1 })
  return {
    adapterName: '@prisma/adapter-neon',
    statements: proxy.statements,
    connect() {
      // The host is nobody's: the driver asks the endpoint.
      const adapter = new PrismaNeonHttp('postgresql://user:password@neon.invalid/app', {})
      return new PrismaClient({ adapter }) as unknown as PrismaClientOfD1
    },
    async rows() {
      const all: unknown[] = []
      for (const table of tables) all.push((await direct.query(`SELECT * FROM "${table}" ORDER BY id`)).rows)
      return all
    },
    async close() {
      await Promise.all([proxy.close(), direct.end()])
      await runOnServer(server, `DROP DATABASE ${name} WITH (FORCE)`)
    },
  }
}

async function runOnServer(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}
