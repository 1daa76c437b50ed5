import type { TestCluster } from './test-cluster.js'
import { counted } from './wsrep.js'

/** Runs `fn`, and returns how often Galera undid a transaction in favour of another node's: at its COMMIT, and before. */
export async function conflictsOf({ nodes }: TestCluster, fn: () => Promise<unknown>) {
  const counters = async () => ({
    atCommit: await counted(nodes, 'wsrep_local_cert_failures'),
    before: await counted(nodes, 'wsrep_local_bf_aborts'),
  })
  const start = await counters()
  await fn()
  const end = await counters()
  const conflicts = { atCommit: end.atCommit - start.atCommit, before: end.before - start.before }
  console.log(expect.getState().currentTestName, conflicts)
  return conflicts
}
