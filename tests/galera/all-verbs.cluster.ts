import { WebAPITokenRepository } from '../../src/index.js'
import { createUser } from '../conformance/suite/context.js'
import { Acknowledged, brokenPromises, type Generated } from './acknowledged.js'
import { conflictsOf } from './conflicts.js'
import { type LaneReport, runLane, type Shared } from './lane.js'
import { commonRows, halfRotated } from './rows.js'
import { openCluster, type TestCluster } from './test-cluster.js'

const lanesPerNode = 4
const rounds = 15

describe('all verbs on three nodes at once', () => {
  let cluster: TestCluster
  beforeAll(async () => {
    cluster = await openCluster()
  })
  afterAll(() => cluster.close())

  test(`what ${3 * lanesPerNode} lanes are told in ${rounds} rounds holds on every node, and Galera undoes some of it`, async () => {
    const [{ client }] = cluster.members
    const users = await Promise.all([createUser(client), createUser(client), createUser(client)])
    const tokens: Generated[] = []
    const owners = Array.from({ length: 60 }, (_, index) => users[index % users.length] ?? 0)
    for await (const batch of new WebAPITokenRepository(client).generateTokens(owners)) tokens.push(...batch)
    expect((await commonRows(cluster)).size).toBe(60)
    const shared: Shared = { users, tokens, acknowledged: new Acknowledged(), notes: new Map() }

    const reports: LaneReport[] = []
    const conflicts = await conflictsOf(cluster, async () => {
      const lanes = cluster.members.flatMap(({ client, node }) =>
        Array.from({ length: lanesPerNode }, (_, lane) => runLane(client, `${node.name} ${lane}`, rounds, shared)),
      )
      reports.push(...(await Promise.all(lanes)))
    })

    // The library has repeated what Galera has undone.
    expect(reports.flatMap(({ faults }) => faults)).toEqual([])
    expect(conflicts.atCommit + conflicts.before).toBeGreaterThan(0)
    const { acknowledged, notes } = shared
    console.log(`${acknowledged.valid.size} valid and ${acknowledged.ended.size} ended tokens`)
    const rows = await commonRows(cluster)
    for (const id of [...acknowledged.valid.keys(), ...acknowledged.ended.keys()]) expect(rows.has(id)).toBe(true)
    expect(await brokenPromises(cluster, acknowledged)).toEqual([])
    expect(halfRotated(rows)).toEqual([])
    for (const [id, written] of notes) expect(written).toContain(rows.get(id)?.note)
  })
})
