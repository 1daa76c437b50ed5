import { createUser } from '../conformance/suite/context.js'
import { Acknowledged, brokenPromises } from './acknowledged.js'
import { killNode, startNode } from './node.js'
import { commonRows } from './rows.js'
import { openCluster, type TestCluster } from './test-cluster.js'
import { until, untilSynced } from './wsrep.js'
import { Writer } from './writer.js'

const lanesPerNode = 3

/** Milliseconds: Galera takes 5 s to notice, and the pool of the driver gives up after 15. */
const longestCall = 60_000

describe('a node that loses its power', () => {
  let cluster: TestCluster
  beforeAll(async () => {
    cluster = await openCluster()
  })
  afterAll(() => cluster.close())

  test(`during the writes of ${3 * lanesPerNode} lanes loses nothing that was acknowledged, stops nobody for long, and comes back`, async () => {
    const acknowledged = new Acknowledged()
    const [first, second, third] = cluster.members
    const user = await createUser(first.client)
    await commonRows(cluster)
    const writers = cluster.members.map(({ client }) => new Writer(client, user, acknowledged))
    const [, , onThird] = writers
    const survivors = writers.slice(0, 2)
    const each = (of: readonly Writer[], isSo: (writer: Writer) => boolean) => () => Promise.resolve(of.every(isSo))

    const lanes = writers.flatMap((writer) => Array.from({ length: lanesPerNode }, () => writer.run()))
    await until(
      'all nodes write',
      each(writers, ({ done }) => done >= 30),
    )
    killNode(third.node)
    const doneBefore = survivors.map(({ done }) => done)
    await until('calls on the dead node fail', () => Promise.resolve((onThird?.failed ?? 0) >= 2 * lanesPerNode))
    await until('the others go on', () =>
      Promise.resolve(survivors.every(({ done }, index) => done >= (doneBefore[index] ?? 0) + 30)),
    )
    await Promise.all([first, second].map(({ node }) => untilSynced(node, 2)))

    startNode(third.node)
    await untilSynced(third.node, 3)
    const doneAlone = onThird?.done ?? 0
    await until('the node that is back writes again', () => Promise.resolve((onThird?.done ?? 0) >= doneAlone + 30))
    for (const writer of writers) writer.stop()
    await Promise.all(lanes)

    const errors = writers.map(({ failed, errors }) => ({ failed, errors: [...errors] }))
    console.log(`${acknowledged.valid.size} valid and ${acknowledged.ended.size} ended tokens; failed calls`, errors)
    for (const { longest } of writers) expect(longest).toBeLessThan(longestCall)
    await commonRows(cluster)
    expect(await brokenPromises(cluster, acknowledged)).toEqual([])
  })
})
