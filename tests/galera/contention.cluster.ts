import { WebAPITokenRepository } from '../../src/index.js'
import { createUser } from '../conformance/suite/context.js'
import { conflictsOf } from './conflicts.js'
import { commonRows, halfRotated } from './rows.js'
import { openCluster, type TestCluster } from './test-cluster.js'

describe('three nodes that change the same tokens at once', () => {
  let cluster: TestCluster
  beforeAll(async () => {
    cluster = await openCluster()
  })
  afterAll(() => cluster.close())

  const repositories = () => cluster.members.map(({ client }) => new WebAPITokenRepository(client))

  /** Makes tokens of a new user that all nodes know. */
  async function knownTokens(count: number) {
    const [{ client }] = cluster.members
    const user = await createUser(client)
    const tokens = new WebAPITokenRepository(client)
    const generated = []
    for await (const batch of tokens.generateTokens(Array<number>(count).fill(user.id))) generated.push(...batch)
    for (const { reader } of cluster.members) expect(await countOf(reader, user.id)).toBe(count)
    return { user, ids: generated.map(({ record }) => record.id) }
  }

  const countOf = (reader: TestCluster['members'][0]['reader'], userId: number, valid = true) =>
    reader.webAPIToken.count({ where: { userId, valid } })

  const sum = (results: readonly { count: number }[]) => results.reduce((total, { count }) => total + count, 0)

  test('one of 12 invalidations of one token wins, in each of 20 rounds, and Galera undoes some of the others', async () => {
    const conflicts = await conflictsOf(cluster, async () => {
      for (let round = 0; round < 20; round++) {
        const { ids } = await knownTokens(1)
        const all = [...repositories(), ...repositories(), ...repositories(), ...repositories()]
        expect(sum(await Promise.all(all.map((tokens) => tokens.invalidateToken({ id: ids[0] ?? 0 }))))).toBe(1)
      }
    })
    expect(conflicts.atCommit + conflicts.before).toBeGreaterThan(0)
  })

  test('the counts of 3 invalidations of the same 50 tokens add up to 50, in each of 20 rounds', async () => {
    const conflicts = await conflictsOf(cluster, async () => {
      for (let round = 0; round < 20; round++) {
        const { user } = await knownTokens(50)
        const options = { users: [user], ...(round % 2 === 0 && { batchSize: 10 }) }
        expect(sum(await Promise.all(repositories().map((tokens) => tokens.invalidateTokens(options))))).toBe(50)
      }
    })
    expect(conflicts.atCommit + conflicts.before).toBeGreaterThan(0)
  })

  test('one of 3 rotations of one token wins, the others are refused, in each of 20 rounds', async () => {
    const conflicts = await conflictsOf(cluster, async () => {
      for (let round = 0; round < 20; round++) {
        const { user, ids } = await knownTokens(1)
        const results = await Promise.allSettled(
          repositories().map((tokens) => tokens.rotateToken({ id: ids[0] ?? 0 })),
        )
        const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
        expect(errors).toEqual(Array(2).fill(expect.objectContaining({ name: 'WebAPITokenRotationError' })))
        for (const { reader } of cluster.members) expect(await countOf(reader, user.id)).toBe(1)
      }
    })
    expect(conflicts.atCommit + conflicts.before).toBeGreaterThan(0)
    expect(halfRotated(await commonRows(cluster))).toEqual([])
  })

  test('a revocation of a user on one node leaves no successor of rotations on the others, in 20 rounds', async () => {
    let rotations = 0
    for (let round = 0; round < 20; round++) {
      const { user, ids } = await knownTokens(6)
      const [revoking, ...rotating] = repositories()
      const options = { users: [user], ...(round % 2 === 0 && { batchSize: 2 }) }
      const rotate = async (id: number, index: number) =>
        rotating[index % 2]?.rotateToken({ id }, { gracePeriod: index < 3 ? 0 : 60_000 })
      const rotated = Promise.allSettled(ids.map(rotate))
      // With some of them done already.
      if (round % 4 < 2)
        await rotating[0]?.rotateToken({ id: ids[0] ?? 0 }, { gracePeriod: 60_000 }).catch(() => undefined)
      await revoking?.invalidateTokens(options)
      for (const result of await rotated) {
        if (result.status === 'fulfilled') rotations++
        else expect(result.reason).toMatchObject({ name: 'WebAPITokenRotationError' })
      }
      for (const { reader } of cluster.members) expect(await countOf(reader, user.id)).toBe(0)
    }
    // Else there was nothing to be left behind.
    expect(rotations).toBeGreaterThan(0)
  })
})
