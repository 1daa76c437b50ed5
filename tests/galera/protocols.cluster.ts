import { PrismaMariaDb } from '@prisma/adapter-mariadb'

import type { Node } from './node.js'
import { openCluster, type TestCluster } from './test-cluster.js'

const transactions = 400

describe('transactions of the bare driver that three nodes run at once', () => {
  let cluster: TestCluster
  beforeAll(async () => {
    cluster = await openCluster()
    await cluster.members[0].client.$executeRawUnsafe('CREATE TABLE counter (id INT PRIMARY KEY, value INT NOT NULL)')
  })
  afterAll(() => cluster.close())

  /** Counts a row up in transactions, and returns how many were acknowledged and are not stored. */
  async function lostOf(id: number, useTextProtocol: boolean): Promise<number> {
    const [{ client, reader }] = cluster.members
    await client.$executeRawUnsafe('INSERT INTO counter (id, value) VALUES (?, 0)', id)
    let acknowledged = 0
    await Promise.all(
      cluster.nodes.map(async (node) => {
        const connection = await connect(node, useTextProtocol)
        while (acknowledged < transactions) if (await countUp(connection, id)) acknowledged++
        await connection.dispose()
      }),
    )
    const [row] = await reader.$queryRawUnsafe<{ value: number }[]>('SELECT value FROM counter WHERE id = ?', id)
    return acknowledged - Number(row?.value)
  }

  async function connect({ port }: Node, useTextProtocol: boolean) {
    const config = { host: '127.0.0.1', port, user: 'root', database: cluster.database, connectionLimit: 1 }
    return new PrismaMariaDb(config, { useTextProtocol }).connect()
  }

  /** Returns whether the transaction was acknowledged. */
  async function countUp(connection: Awaited<ReturnType<typeof connect>>, id: number): Promise<boolean> {
    const tx = await connection.startTransaction()
    try {
      const select = { sql: 'SELECT value FROM counter WHERE id = ?', args: [id], argTypes: [argType] }
      await tx.executeRaw({ ...select, sql: 'UPDATE counter SET value = value + 1 WHERE id = ?' })
      // Statements between the write and the COMMIT, in which the other nodes' transactions arrive.
      for (let count = 0; count < 3; count++) await tx.queryRaw(select)
      await tx.commit()
      return true
    } catch {
      await tx.rollback().catch(() => undefined)
      return false
    }
  }

  const argType = { scalarType: 'int', arity: 'scalar' } as const

  test(`are stored when they are acknowledged, with useTextProtocol: 0 of ${transactions} are lost`, async () => {
    expect(await lostOf(1, true)).toBe(0)
  })

  test(`may be lost with prepared statements, by a defect of MariaDB's: counted in ${transactions}`, async () => {
    console.log(`With prepared statements, ${await lostOf(2, false)} acknowledged transactions are not stored`)
  })
})
