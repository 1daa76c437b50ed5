// The drivers under Prisma's adapters, of the same versions: what the same work costs without Prisma.
import { createClient } from '@libsql/client'
import mariadb from 'mariadb'
import pg from 'pg'

import type { TestDatabase } from '../../tests/support/databases.js'
import { plainRow } from './plain-row.js'

type Row = ReturnType<typeof plainRow>

export interface Driver {
  insert(rows: readonly Row[]): Promise<unknown>
  find(digest: string): Promise<unknown>
  use(digest: string, lastUsed: Date): Promise<unknown>
  invalidate(digest: string, invalidDate: Date): Promise<unknown>
  invalidateAll(invalidDate: Date): Promise<unknown>
  invalidateAllOf(userIds: readonly number[], invalidDate: Date): Promise<unknown>
  deleteExpired(before: Date): Promise<unknown>
  /** How many it has sent so far. */
  statements(): number
  close(): Promise<void>
}

/** As many connections as the pools of the tests' clients have. */
const poolSize = 10

type Run = (statement: { readonly name: string; readonly text: string }, values: readonly unknown[]) => Promise<unknown>

export async function openDriver({ kind, url }: Pick<TestDatabase, 'kind' | 'url'>): Promise<Driver> {
  if (kind.name === 'PostgreSQL') return openPostgres(url)
  if (kind.name === 'MariaDB') return openMariaDb(url)
  return openLibSql(url)
}

function openPostgres(url: string): Driver {
  const pool = new pg.Pool({ connectionString: url, max: poolSize })
  const run: Run = ({ name, text }, values) => pool.query({ name, text, values: [...values] })
  return { ...driverOn(run, (position) => `$${position}`), close: () => pool.end() }
}

function openMariaDb(url: string): Driver {
  const { hostname, port, username, password, pathname } = new URL(url)
  const pool = mariadb.createPool({
    host: hostname,
    port: Number(port || 3306),
    user: username,
    password,
    database: pathname.slice(1),
    connectionLimit: poolSize,
  })
  // Prepared, and kept by each connection.
  const run: Run = ({ text }, values) => pool.execute(text, values.map(withoutObjects))
  return { ...driverOn(run, () => '?'), close: () => pool.end() }
}

async function openLibSql(url: string): Promise<Driver> {
  const client = createClient({ url })
  await client.execute('PRAGMA synchronous = OFF')
  const asText = (value: unknown) => (value instanceof Date ? value.toISOString().replace('Z', '+00:00') : value)
  const run: Run = ({ text }, values) =>
    client.execute({ sql: text, args: values.map((value) => withoutObjects(asText(value)) as string) })
  return {
    ...driverOn(run, () => '?'),
    close() {
      client.close()
      return Promise.resolve()
    },
  }
}

function driverOn(send: Run, placeholder: (position: number) => string): Omit<Driver, 'close'> {
  const columns = Object.keys(plainRow(0)).map((field) =>
    field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  )
  const [first, second] = [placeholder(1), placeholder(2)]
  const table = 'webapi_token'
  const insert = (rows: number) => {
    const places = Array.from({ length: rows }, (_, row) => {
      return `(${columns.map((_, column) => placeholder(row * columns.length + column + 1)).join(', ')})`
    })
    const text = `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${places.join(', ')} RETURNING *`
    return { name: `insert ${rows}`, text }
  }
  const find = { name: 'find', text: `SELECT * FROM ${table} WHERE token = ${first}` }
  const use = { name: 'use', text: `UPDATE ${table} SET last_used = ${first} WHERE token = ${second}` }
  const invalidateAll = {
    name: 'invalidate all',
    text: `UPDATE ${table} SET valid = false, invalid_date = ${first}, invalid_reason = '' WHERE valid = true`,
  }
  const invalidate = { name: 'invalidate', text: `${invalidateAll.text} AND token = ${second}` }
  const deleteExpired = { name: 'delete expired', text: `DELETE FROM ${table} WHERE expires < ${first}` }
  let statements = 0
  const run: Run = (statement, values) => {
    statements++
    return send(statement, values)
  }
  return {
    statements: () => statements,
    insert: (rows) =>
      run(
        insert(rows.length),
        rows.flatMap((row) => Object.values(row)),
      ),
    find: (digest) => run(find, [digest]),
    async use(digest, lastUsed) {
      await run(find, [digest])
      await run(use, [lastUsed, digest])
    },
    invalidate: (digest, invalidDate) => run(invalidate, [invalidDate, digest]),
    invalidateAll: (invalidDate) => run(invalidateAll, [invalidDate]),
    invalidateAllOf(userIds, invalidDate) {
      const places = userIds.map((_, index) => placeholder(index + 2)).join(', ')
      const text = `${invalidateAll.text} AND user_id IN (${places})`
      return run({ name: `invalidate all of ${userIds.length}`, text }, [invalidDate, ...userIds])
    },
    deleteExpired: (before) => run(deleteExpired, [before]),
  }
}

/** Only pg makes JSON of an object by itself. */
function withoutObjects(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !(value instanceof Date) ? JSON.stringify(value) : value
}
