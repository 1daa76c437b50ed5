import { readReplicas } from '@prisma/extension-read-replicas'

import { webAPITokens, type WebAPITokenRepositoryOptions } from '../../../src/index.js'
import { createDatabase, type TestClient, type TestDatabase } from '../../support/databases.js'
import { createUser, failure, repository, type SuiteContext, watched } from './context.js'

/** A replica that is behind: as far as possible, since nothing ever arrives there. */
export function replicas(context: SuiteContext): void {
  describe('with a replica that is behind', () => {
    let replica: TestDatabase
    let client: TestClient
    beforeAll(async () => {
      replica = await createDatabase(context.db.kind)
      const replicated = (await context.db.connect()).$extends(readReplicas({ replicas: [replica.prisma as never] }))
      client = replicated as unknown as TestClient
    })
    afterAll(() => replica.close())

    test('a new token is good, and one that was revoked is refused at once, and not cached again', async () => {
      const tokens = repository(context, { client, cache: { store: new Map(), ttl: 60_000 } })
      const user = await createUser(context.db.prisma)
      const { token } = await tokens.generateToken(user)
      expect(await client.webAPIToken.count({ where: { userId: user.id } })).toBe(0)
      expect(await tokens.authenticate(token, { include: { user: true } })).toMatchObject({
        ok: true,
        record: { user: { id: user.id } },
      })
      await tokens.invalidateToken(token)
      for (let use = 0; use < 3; use++) {
        expect(await tokens.authenticate(token)).toMatchObject({ ok: false, reason: 'invalid' })
      }
    })

    test('rotation, limits, expiries, batches and pruning see what is there', async () => {
      const clock = () => new Date('1950-01-01T00:00:00Z')
      const tokens = repository(context, { client, clock, maxTokensPerUser: 2 })
      const user = await createUser(context.db.prisma)
      const first = await tokens.generateToken(user)
      const second = await tokens.rotateToken(first.token, { retireOnFirstUse: true })
      const third = await tokens.rotateToken(first.token, { retireOnFirstUse: true })
      expect(await tokens.authenticate(second.token)).toMatchObject({ ok: false })
      expect(await tokens.authenticate(third.token)).toMatchObject({ ok: true })
      const expired = await tokens.generateToken(user, { expires: new Date('1940-01-01T00:00:00Z') })
      await tokens.generateToken(user)
      const error = await failure(context, tokens.updateToken(expired.token, { expires: null }))
      expect(error).toMatchObject({ code: 'ERR_WEBAPI_TOKEN_LIMIT_REACHED' })
      expect(await failure(context, tokens.generateToken(user))).toMatchObject({
        code: 'ERR_WEBAPI_TOKEN_LIMIT_REACHED',
      })
      const prune = { expiredBefore: new Date('1945-01-01T00:00:00Z') }
      expect(await tokens.pruneTokens({ ...prune, dryRun: true })).toEqual({ count: 1 })
      expect(await tokens.pruneTokens(prune)).toEqual({ count: 1 })
      expect(await tokens.invalidateTokens({ users: [user], batchSize: 1 })).toEqual({ count: 2 })
      await context.db.prisma.webAPIToken.deleteMany({ where: { userId: user.id } })
    })

    test('so does the extension after that of the replicas, and what runs in a transaction stays in it', async () => {
      const options = watched(context, { maxTokensPerUser: 1 }) as WebAPITokenRepositoryOptions
      const db = client.$extends(webAPITokens(options))
      const user = await createUser(context.db.prisma)
      const { token } = await db.webAPIToken.generateToken(user)
      expect(await db.webAPIToken.authenticate(token)).toMatchObject({ ok: true })
      await failure(
        context,
        db.$transaction(async (tx) => {
          await tx.webAPIToken.invalidateToken(token)
          const inside = await tx.webAPIToken.generateToken(user)
          expect(await tx.webAPIToken.authenticate(inside.token)).toMatchObject({ ok: true })
          expect(await tx.webAPIToken.authenticate(token)).toMatchObject({ ok: false })
          throw new Error('No')
        }),
      )
      expect(await context.db.prisma.webAPIToken.findMany({ where: { userId: user.id } })).toMatchObject([
        { valid: true },
      ])
    })
  })
}
