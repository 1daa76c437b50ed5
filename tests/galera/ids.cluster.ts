import { type TokenOrder, type TokenPage, WebAPITokenRepository } from '../../src/index.js'
import { createUser } from '../conformance/suite/context.js'
import { commonRows } from './rows.js'
import { type Member, openCluster, type TestCluster } from './test-cluster.js'

const perNode = 60

describe('ids that three nodes assign at once', () => {
  let cluster: TestCluster
  beforeAll(async () => {
    cluster = await openCluster()
  })
  afterAll(() => cluster.close())

  /** Generates tokens for one user on all nodes at once, and returns their ids in the order of the answers. */
  async function generateEverywhere(user: { id: number }): Promise<number[]> {
    const ids: number[] = []
    await Promise.all(
      cluster.members.map(async ({ client }) => {
        const tokens = new WebAPITokenRepository(client)
        for (let count = 0; count < perNode; count++) ids.push((await tokens.generateToken(user)).record.id)
      }),
    )
    return ids
  }

  const ascending = (a: number, b: number) => a - b

  async function listed({ client }: Member, user: { id: number }, orderBy: TokenOrder): Promise<number[]> {
    const tokens = new WebAPITokenRepository(client)
    const ids: number[] = []
    let cursor: string | null = null
    do {
      const page: TokenPage<{ id: number }> = await tokens.listTokens({ user, take: 7, orderBy, cursor })
      ids.push(...page.tokens.map(({ record }) => record.id))
      cursor = page.nextCursor
    } while (cursor !== null)
    return ids
  }

  test(`do not ascend, and pages in each order have each of ${3 * perNode} tokens once, while others are made`, async () => {
    const user = await createUser(cluster.members[0].client)
    const ids = await generateEverywhere(user)
    expect(ids).not.toEqual(ids.toSorted(ascending))
    await commonRows(cluster)

    const others = generateEverywhere(user)
    const orders: TokenOrder[] = [{ id: 'asc' }, { id: 'desc' }, { timeAdded: 'asc' }, { timeAdded: 'desc' }]
    for (const member of cluster.members) {
      for (const orderBy of orders) {
        const all = await listed(member, user, orderBy)
        expect(new Set(all).size).toBe(all.length)
        expect(all.filter((id) => ids.includes(id)).toSorted(ascending)).toEqual(ids.toSorted(ascending))
      }
    }
    await others
  })

  test(`are all covered by revocation and pruning in batches of 10`, async () => {
    const [first, second, third] = cluster.members
    const user = await createUser(first.client)
    const other = await createUser(first.client)
    const ids = await generateEverywhere(user)
    await commonRows(cluster)

    // Beside tokens of somebody else, whose ids lie between these.
    const others = generateEverywhere(other)
    const { count } = await new WebAPITokenRepository(second.client).invalidateTokens({ users: [user], batchSize: 10 })
    expect(count).toBe(ids.length)
    await others
    expect(
      [...(await commonRows(cluster)).values()].filter(({ userId, valid }) => userId === user.id && valid),
    ).toEqual([])

    const invalidatedBefore = new Date(Date.now() + 1000)
    const pruned = await new WebAPITokenRepository(third.client).pruneTokens({ invalidatedBefore, batchSize: 10 })
    expect(pruned.count).toBe(ids.length)
    const left = [...(await commonRows(cluster)).values()]
    expect(left.filter(({ userId }) => userId === user.id)).toEqual([])
    expect(left.filter(({ userId }) => userId === other.id)).toHaveLength(3 * perNode)
  })
})
