import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import pg from 'pg'

/** What the driver posts: https://github.com/neondatabase/serverless, `httpQuery.ts`. */
interface Query {
  readonly query: string
  readonly params: unknown[]
}

/** The fields of PostgreSQL's errors that Neon passes on. */
const errorFields = [
  'severity',
  'code',
  'detail',
  'hint',
  'position',
  'schema',
  'table',
  'column',
  'constraint',
] as const

export interface NeonProxy {
  readonly url: string
  readonly statements: string[]
  close(): Promise<void>
}

/** Stands in for Neon's proxy: runs each query that is posted on a PostgreSQL, in a connection that knows no other query. */
export async function startNeonProxy(connectionString: string): Promise<NeonProxy> {
  const pool = new pg.Pool({ connectionString, max: 8 })
  const statements: string[] = []
  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    void bodyOf(request)
      .then((body) => {
        const { query, params } = JSON.parse(body) as Query
        statements.push(query)
        return run(pool, { query, params })
      })
      .then(
        (result) => answer(200, result),
        (error: unknown) => answer(400, errorOf(error)),
      )
  })
  const port = await listen(server)
  return {
    url: `http://127.0.0.1:${port}/sql`,
    statements,
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
      await pool.end()
    },
  }
}

/** The driver asks for the text that PostgreSQL sends, and parses it itself. */
const asText = { getTypeParser: () => (text: string) => text }

async function run(pool: pg.Pool, { query, params }: Query) {
  const result = await pool.query({ text: query, values: params, rowMode: 'array', types: asText })
  const { command, rowCount, fields, rows } = result
  return { command, rowCount, fields, rows, rowAsArray: true }
}

function errorOf(error: unknown) {
  const fields = error as Readonly<Record<string, unknown>>
  return { message: fields.message, ...Object.fromEntries(errorFields.map((name) => [name, fields[name]])) }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return (server.address() as AddressInfo).port
}
