import { setTimeout as sleep } from 'node:timers/promises'

import type { TestClient } from '../support/databases.js'
import type { Kind } from './kinds.js'
import type { Random } from './random.js'
import type { Target } from './target.js'

export interface Counts {
  terminated: number
  killedServers: number
  heldLocks: number
  lostAnswers: number
}

/** Does harm to a database until the signal ends it. */
export async function harm(kind: Kind, target: Target, random: Random, signal: AbortSignal): Promise<Counts> {
  const counts: Counts = { terminated: 0, killedServers: 0, heldLocks: 0, lostAnswers: 0 }
  const { server, proxy } = target
  if (proxy) {
    proxy.losesAnswer = () => {
      const isLost = random.chance(0.002)
      if (isLost) counts.lostAnswers++
      return isLost
    }
  }
  const admin = new Admin(target)
  const again = async (low: number, high: number, harmOnce: () => Promise<void>) => {
    while (!signal.aborted) {
      await sleep(random.between(low, high), undefined, { signal }).catch(() => undefined)
      // A server that is down has harm enough.
      if (!signal.aborted) await harmOnce().catch(() => undefined)
    }
  }
  const harms: Promise<void>[] = [
    again(500, 2500, async () => {
      counts.heldLocks++
      await hold(await admin.client(), kind, random)
    }),
  ]
  if (server) {
    harms.push(
      again(20, 150, async () => {
        counts.terminated += await terminate(await admin.client(), kind)
      }),
      again(6_000, 12_000, async () => {
        await server.kill()
        await server.start()
        admin.forget()
        counts.killedServers++
      }),
    )
  }
  await Promise.all(harms)
  if (proxy) proxy.losesAnswer = () => false
  await admin.close()
  return counts
}

/** The connection of the suite itself, which goes down with the server. */
class Admin {
  readonly #target: Target
  #client: Promise<TestClient> | undefined

  constructor(target: Target) {
    this.#target = target
  }

  client(): Promise<TestClient> {
    return (this.#client ??= this.#target.admin())
  }

  forget(): void {
    void this.#client?.then((client) => client.$disconnect()).catch(() => undefined)
    this.#client = undefined
  }

  async close(): Promise<void> {
    await (await this.#client)?.$disconnect().catch(() => undefined)
  }
}

/** Ends the connection of one of the workers. */
async function terminate(admin: TestClient, kind: Kind): Promise<number> {
  if (kind.name === 'PostgreSQL') {
    // The suite's own is not through the proxy: it is told apart by its address.
    const sql = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = 'faults' AND pid <> pg_backend_pid() AND backend_type = 'client backend' ORDER BY random() LIMIT 1`
    return (await admin.$queryRawUnsafe<unknown[]>(sql)).length
  }
  const rows = await admin.$queryRawUnsafe<{ id: bigint }[]>(
    `SELECT id FROM information_schema.processlist WHERE db = 'faults' AND id <> CONNECTION_ID() ORDER BY RAND() LIMIT 1`,
  )
  for (const { id } of rows) await admin.$executeRawUnsafe(`KILL CONNECTION ${id}`)
  return rows.length
}

/** Holds locks that workers wait for: of a part of the tokens, or of everything on SQLite. */
async function hold(admin: TestClient, kind: Kind, random: Random): Promise<void> {
  await admin.$transaction(
    async (tx) => {
      if (kind.provider === 'sqlite') await tx.user.updateMany({ where: { id: -1 }, data: { username: '' } })
      else {
        const order = random.chance(0.5) ? 'ASC' : 'DESC'
        await tx.$queryRawUnsafe(`SELECT id FROM webapi_token ORDER BY id ${order} LIMIT 50 FOR UPDATE`)
      }
      await sleep(random.between(50, kind.longestHold))
    },
    { maxWait: 5_000, timeout: 10_000 },
  )
}
