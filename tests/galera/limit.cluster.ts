import { WebAPITokenRepository } from '../../src/index.js'
import { createUser } from '../conformance/suite/context.js'
import { type Member, openCluster, type TestCluster } from './test-cluster.js'

const rounds = 20
const limit = 5

describe('maxTokensPerUser on a cluster', () => {
  let cluster: TestCluster
  beforeAll(async () => {
    cluster = await openCluster()
  })
  afterAll(() => cluster.close())

  /** Generates 24 tokens of a new user at once, on these nodes, and returns how many there are. */
  async function generate(members: readonly Member[]): Promise<number> {
    const user = await createUser(cluster.members[0].client)
    const calls = members.flatMap(({ client }) => {
      const tokens = new WebAPITokenRepository(client, { maxTokensPerUser: limit })
      return Array.from({ length: 24 / members.length }, () => tokens.generateToken(user))
    })
    const results = await Promise.allSettled(calls)
    const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
    expect(errors).toEqual(Array(errors.length).fill(expect.objectContaining({ name: 'WebAPITokenLimitError' })))
    const count = await cluster.members[2].reader.webAPIToken.count({ where: { userId: user.id } })
    expect(count).toBe(24 - errors.length)
    return count
  }

  test(`24 calls at once on one node: ${limit} tokens, in each of ${rounds} rounds`, async () => {
    for (let round = 0; round < rounds; round++) expect(await generate([cluster.members[1]])).toBe(limit)
  })

  test(`24 calls at once on three nodes, which do not see each other's locks: ${limit} to ${3 * limit} tokens, in each of ${rounds} rounds`, async () => {
    const counts: number[] = []
    for (let round = 0; round < rounds; round++) counts.push(await generate(cluster.members))
    const overruns = counts.filter((count) => count > limit)
    console.log(`On three nodes, ${overruns.length} of ${rounds} rounds had more than ${limit}: ${counts.join(' ')}`)
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(limit)
    expect(Math.max(...counts)).toBeLessThanOrEqual(3 * limit)
  })
})
