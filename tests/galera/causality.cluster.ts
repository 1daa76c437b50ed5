import { WebAPITokenRepository } from '../../src/index.js'
import type { TestClient } from '../support/databases.js'
import { createUser } from '../conformance/suite/context.js'
import { openCluster, type TestCluster } from './test-cluster.js'

describe('a token that is revoked on one node', () => {
  let cluster: TestCluster
  beforeAll(async () => {
    cluster = await openCluster()
  })
  afterAll(() => cluster.close())

  const authenticateOn = (client: TestClient) => {
    const tokens = new WebAPITokenRepository(client, { lastUsedInterval: Infinity })
    return async (token: string) => (await tokens.authenticate(token)).ok
  }

  /** How many of the rounds another node still accepts a token right after its revocation. */
  async function accepted(rounds: number, client: TestClient): Promise<number> {
    const [first, second] = cluster.members
    const tokens = new WebAPITokenRepository(first.client)
    const user = await createUser(first.client)
    const accepts = authenticateOn(client)
    const isKnown = authenticateOn(second.reader)
    let count = 0
    for (let round = 0; round < rounds; round++) {
      const { token } = await tokens.generateToken(user)
      expect(await isKnown(token)).toBe(true)
      await tokens.invalidateToken(token)
      if (await accepts(token)) count++
    }
    return count
  }

  test('is refused by another at once with wsrep_sync_wait=1: accepted in 0 of 200 rounds', async () => {
    expect(await accepted(200, cluster.members[1].reader)).toBe(0)
  })

  test('is refused by another soon without it: accepted in some of 200 rounds', async () => {
    const count = await accepted(200, cluster.members[1].client)
    console.log(`Without wsrep_sync_wait, a revoked token was accepted in ${count} of 200 rounds`)
    expect(count).toBeLessThan(200)
  })

  test('is accepted by a node that lags behind, which a reader with wsrep_sync_wait=1 waits for', async () => {
    const [first, second] = cluster.members
    const tokens = new WebAPITokenRepository(first.client)
    const { token } = await tokens.generateToken(await createUser(first.client))
    expect(await authenticateOn(second.reader)(token)).toBe(true)

    let isAccepted: boolean | undefined
    let waiting: Promise<boolean> | undefined
    const lagging = await cluster.connect(second.node)
    // A transaction has a connection of its own, which keeps the node from applying what the others have written.
    await lagging.$transaction(async (tx) => {
      await tx.$executeRawUnsafe('FLUSH TABLES WITH READ LOCK')
      await tokens.invalidateToken(token)
      waiting = authenticateOn(second.reader)(token)
      isAccepted = await authenticateOn(second.client)(token)
      await tx.$executeRawUnsafe('UNLOCK TABLES')
    })

    expect(isAccepted).toBe(true)
    expect(await waiting).toBe(false)
    expect(await authenticateOn(second.client)(token)).toBe(false)
  })
})
