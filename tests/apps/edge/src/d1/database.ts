import { readFileSync } from 'node:fs'

import { PrismaD1, PrismaD1Http } from '@prisma/adapter-d1'
import { Miniflare } from 'miniflare'

import { type EdgeDatabase, tables } from '../edge-database.js'
import { PrismaClient } from '../generated/d1/client.js'
import { answerCloudflareApi, restParams } from './cloudflare-api.js'

/** What a Worker is given as `env.DB`. */
export type D1 = Awaited<ReturnType<Miniflare['getD1Database']>>

type Binding = ConstructorParameters<typeof PrismaD1>[0]

export interface D1Databases {
  readonly binding: EdgeDatabase
  /** The same database over Cloudflare's REST API. */
  readonly rest: EdgeDatabase
}

/** A D1 as `wrangler dev` has it, in memory: SQLite inside of workerd. */
export async function openD1(): Promise<D1Databases> {
  const miniflare = new Miniflare({
    modules: true,
    script: 'export default {}',
    d1Databases: ['DB'],
    // Or it asks Cloudflare where it is.
    cf: false,
  })
  const d1 = await miniflare.getD1Database('DB')
  await createTables(d1)
  const statements: string[] = []
  const counted = counting(d1, statements)
  const stopAnswering = answerCloudflareApi(counted)
  const speak = silenceAdapter()
  const close = async () => {
    stopAnswering()
    speak()
    await miniflare.dispose()
  }
  const database = (adapterName: string, connect: () => PrismaClient): EdgeDatabase => ({
    adapterName,
    statements,
    connect,
    rows: () => rowsOf(d1),
    close,
  })
  const bound = () => new PrismaD1(counted as unknown as Binding)
  return {
    binding: database('@prisma/adapter-d1', () => new PrismaClient({ adapter: bound() })),
    rest: database('@prisma/adapter-d1-http', () => new PrismaClient({ adapter: new PrismaD1Http(restParams) })),
  }
}

/** D1 takes one statement at a time; what Prisma writes has semicolons at the ends of lines only. */
export async function createTables(d1: D1): Promise<void> {
  const statements = readFileSync('d1.sql', 'utf8').split(/;$/m)
  for (const statement of statements.filter((sql) => sql.trim() !== '')) await d1.prepare(statement).run()
}

/** The adapter prints each error that it throws, those that the library handles too. Returns what ends the silence. */
function silenceAdapter(): () => void {
  const { error } = console
  console.error = (...args: unknown[]) => {
    if (args[0] !== 'Error in performIO: %O') error(...args)
  }
  return () => {
    console.error = error
  }
}

function counting(d1: D1, statements: string[]): Pick<D1, 'prepare'> {
  return {
    prepare(sql) {
      statements.push(sql)
      return d1.prepare(sql)
    },
  }
}

async function rowsOf(d1: D1): Promise<unknown[]> {
  const rows: unknown[] = []
  for (const table of tables) rows.push((await d1.prepare(`SELECT * FROM "${table}" ORDER BY id`).all()).results)
  return rows
}
