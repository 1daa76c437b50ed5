import { plaintextDigest, sha256Digest } from '../../src/index.js'
import { createUser, describeReplicated } from './replicated.js'
import { repositoryWay, type Tokens, ways } from './ways.js'

const day = 86_400_000

type Token = Awaited<ReturnType<Tokens['generateToken']>>
interface User {
  id: number
}

/** Each verb, on a user who has tokens. */
const verbs: Record<string, (tokens: Tokens, token: Token, user: User) => Promise<unknown>> = {
  generateToken: (tokens, _, user) => tokens.generateToken(user),
  generateTokens: async (tokens, _, user) => {
    for await (const batch of tokens.generateTokens([user])) expect(batch).toHaveLength(1)
  },
  authenticate: (tokens, { token }) => tokens.authenticate(token),
  'authenticate with the user': (tokens, { token }) => tokens.authenticate(token, { include: { user: true } }),
  authenticateOrThrow: (tokens, { token }) => tokens.authenticateOrThrow(token),
  rotateToken: (tokens, { token }) => tokens.rotateToken(token),
  updateToken: (tokens, { token }) => tokens.updateToken(token, { expires: new Date(Date.now() + day) }),
  invalidateToken: (tokens, { token }) => tokens.invalidateToken(token),
  invalidateTokens: (tokens, _, user) => tokens.invalidateTokens({ users: [user] }),
  'invalidateTokens in batches': (tokens, _, user) => tokens.invalidateTokens({ users: [user], batchSize: 1 }),
  pruneTokens: (tokens) => tokens.pruneTokens({ unusedSince: new Date(0), batchSize: 1 }),
  'pruneTokens with dryRun': (tokens) => tokens.pruneTokens({ expiredBefore: new Date(0), dryRun: true }),
  listExpiring: (tokens, _, user) => tokens.listExpiring({ user, within: day, include: { user: true } }),
  redigestTokens: (tokens) => tokens.redigestTokens(),
  listTokens: (tokens, _, user) => tokens.listTokens({ user }),
}

/** What may show an older state: a list for people. */
const fromReplica = ['listTokens']

describeReplicated('reads beside a streaming replica', (database) => {
  test.each(ways)('by $way, only listTokens reads from the replica', async ({ way, open }) => {
    const { received } = database()
    const table: Record<string, { primary: number; replica: number }> = {}
    for (const [name, verb] of Object.entries(verbs)) {
      const options = { digests: [sha256Digest(), plaintextDigest()] as const, maxTokensPerUser: 3, cache: undefined }
      const tokens = open(database(), options)
      const user = await createUser(database())
      const token = await tokens.generateToken(user, { expires: new Date(Date.now() + day / 2) })
      await Promise.all([received.primary.next(), received.replica.next()])
      await verb(tokens, token, user)
      const primary = (await received.primary.nextReads()).length
      table[name] = { primary, replica: (await received.replica.nextReads()).length }
    }
    console.log(`Reads by ${way}:`, table)
    const readsOfReplica = Object.entries(table).filter(([, { replica }]) => replica > 0)
    expect(readsOfReplica.map(([name]) => name)).toEqual(fromReplica)
    expect(table.listTokens).toEqual({ primary: 0, replica: 1 })
  })

  test('a list shows what the replica has', async () => {
    const tokens = repositoryWay.open(database())
    const user = await createUser(database())
    await database().pauseReplay()
    await tokens.generateToken(user)
    expect((await tokens.listTokens({ user })).tokens).toHaveLength(0)
    await database().resumeReplay()
    expect((await tokens.listTokens({ user })).tokens).toHaveLength(1)
  })
})
