import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

import { isRunning, logOf, type Node } from './node.js'
import { runSql } from './sql.js'

/** The counters and states of Galera on a node. */
export type Status = ReadonlyMap<string, string>

const refresh = 200

/** Milliseconds within which a node has joined, also on a busy machine. */
const patience = 120_000

export async function statusOf(node: Node): Promise<Status> {
  // Also answered by a node that is not ready for anything else.
  const lines = await runSql(node, "SHOW GLOBAL STATUS LIKE 'wsrep\\_%'")
  return new Map(lines.map((line) => line.split('\t') as [string, string]))
}

/** Sums up a counter of all nodes. */
export async function counted(nodes: readonly Node[], counter: string): Promise<number> {
  const statuses = await Promise.all(nodes.map(statusOf))
  return statuses.reduce((sum, status) => sum + Number(status.get(counter) ?? 0), 0)
}

/** Waits until the node is in a cluster of this many, and has all of its data. */
export async function untilSynced(node: Node, size: number): Promise<void> {
  const isSynced = async () => {
    const status = await statusOf(node)
    return (
      status.get('wsrep_cluster_size') === String(size) &&
      status.get('wsrep_cluster_status') === 'Primary' &&
      status.get('wsrep_local_state_comment') === 'Synced' &&
      status.get('wsrep_ready') === 'ON'
    )
  }
  await until(`${node.name} is synced with ${size}`, async () => {
    if (!isRunning(node)) throw new Error(`${node.name} has ended: ${readFileSync(logOf(node), 'utf8').slice(-3000)}`)
    return isSynced().catch(() => false)
  })
}

/** Looks again and again, until it is so. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + patience
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`Waited in vain until ${what}`)
    await sleep(refresh)
  }
}
