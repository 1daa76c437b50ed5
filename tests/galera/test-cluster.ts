import { randomBytes } from 'node:crypto'

import { PrismaMariaDb } from '@prisma/adapter-mariadb'

import { connectClient, schemaOf, type TestClient } from '../support/databases.js'
import type { Node } from './node.js'
import { runSql } from './sql.js'

/** One of the nodes, and the clients that a test has on it. */
export interface Member {
  readonly node: Node
  readonly client: TestClient
  /** Sees what was acknowledged before by any node. */
  readonly reader: TestClient
}

/** A database of a test file's own on the cluster. */
export interface TestCluster {
  readonly members: readonly [Member, Member, Member]
  readonly nodes: readonly Node[]
  readonly database: string
  /** Another client. `session`: variables of its connections. */
  connect(node: Node, session?: object): Promise<TestClient>
  close(): Promise<void>
}

/** The variables of a connection that sees what other nodes have acknowledged. */
export const waitsForOthers = { wsrep_sync_wait: 1 }

/** Milliseconds. A node that is gone is an error, and not a wait. */
const timeouts = { connectTimeout: 5000, acquireTimeout: 15_000, minimumIdle: 1 }

export async function openCluster(): Promise<TestCluster> {
  const nodes = JSON.parse(process.env.TEST_GALERA_NODES ?? '[]') as Node[]
  const [first, second, third] = nodes
  if (!first || !second || !third) throw new Error('Run it by `npm run test:galera`, which starts the cluster')
  const database = `webapi_token_${randomBytes(6).toString('hex')}`
  const opened: TestClient[] = []
  const connect = async (node: Node, session: object = {}) => {
    const adapter = new PrismaMariaDb(
      { ...timeouts, host: '127.0.0.1', port: node.port, user: 'root', database, sessionVariables: session },
      // With prepared statements, MariaDB 10.11 may undo a transaction in favour of another node's, and tell nobody.
      { useTextProtocol: true },
    )
    const client = await connectClient('mysql', adapter)
    opened.push(client)
    return client
  }
  const join = async (node: Node): Promise<Member> => {
    await runSql(node, 'SET SESSION wsrep_sync_wait = 1; SELECT 1')
    return { node, client: await connect(node), reader: await connect(node, waitsForOthers) }
  }
  await runSql(first, `CREATE DATABASE ${database}`)
  const founder = await connect(first)
  for (const statement of await schemaOf('mysql')) await founder.$executeRawUnsafe(statement)
  return {
    members: [await join(first), await join(second), await join(third)],
    nodes,
    database,
    connect,
    async close() {
      await Promise.all(opened.map((client) => client.$disconnect()))
      await runSql(first, `DROP DATABASE ${database}`)
    },
  }
}
