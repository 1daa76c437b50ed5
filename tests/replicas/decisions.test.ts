import { plaintextDigest, sha256Digest } from '../../src/index.js'
import { createUser, describeReplicated } from './replicated.js'
import { ways } from './ways.js'

const day = 86_400_000

describeReplicated('decisions beside a streaming replica', (database) => {
  /** Runs a test with a replica that shows nothing new, and with one that keeps up. */
  describe.each([
    ['whose replay is paused', true],
    ['that keeps up', false],
  ])('%s', (_, isPaused) => {
    const stopReplay = () => (isPaused ? database().pauseReplay() : Promise.resolve())

    // Some verbs are about all tokens there are.
    afterEach(() => database().db.prisma.webAPIToken.deleteMany())

    describe.each(ways)('by $way', ({ open }) => {
      const tokensOf = (options = {}) => open(database(), options)
      const rowOf = (id: number) => database().db.prisma.webAPIToken.findUniqueOrThrow({ where: { id } })

      /** Runs `fn`, and returns what the replica was asked for in the meantime. */
      async function readsOf(fn: () => Promise<unknown>): Promise<string[]> {
        await database().received.replica.next()
        await fn()
        return database().received.replica.nextReads()
      }

      test('a rotation, and its repetition', async () => {
        const tokens = tokensOf()
        const user = await createUser(database())
        const first = await tokens.generateToken(user)
        await stopReplay()
        const reads = await readsOf(async () => {
          const second = await tokens.rotateToken(first.token, { retireOnFirstUse: true })
          const third = await tokens.rotateToken(first.token, { retireOnFirstUse: true })
          expect(await tokens.authenticate(second.token)).toMatchObject({ ok: false, reason: 'invalid' })
          expect(await tokens.authenticate(third.token)).toMatchObject({ ok: true })
          expect(await tokens.authenticate(first.token)).toMatchObject({ ok: false, reason: 'invalid' })
          const isOver = { code: 'ERR_WEBAPI_TOKEN_INVALID' }
          await expect(tokens.rotateToken(first.token)).rejects.toMatchObject(isOver)
        })
        expect(reads).toEqual([])
      })

      test('a limit', async () => {
        const tokens = tokensOf({ maxTokensPerUser: 2 })
        const [full, empty] = [await createUser(database()), await createUser(database())]
        const { token } = await tokens.generateToken(full)
        await tokens.generateToken(full)
        await stopReplay()
        const isReached = { code: 'ERR_WEBAPI_TOKEN_LIMIT_REACHED' }
        const reads = await readsOf(async () => {
          await tokens.invalidateToken(token)
          await tokens.generateToken(full)
          await expect(tokens.generateToken(full)).rejects.toMatchObject(isReached)
          await tokens.generateToken(empty)
          await tokens.generateToken(empty)
          await expect(tokens.generateToken(empty)).rejects.toMatchObject(isReached)
        })
        expect(reads).toEqual([])
      })

      test('an expiry of updateToken', async () => {
        const tokens = tokensOf({ maxTokensPerUser: 1 })
        const user = await createUser(database())
        const expired = await tokens.generateToken(user, { expires: new Date(0) })
        await stopReplay()
        const reads = await readsOf(async () => {
          const { record } = await tokens.generateToken(user)
          await expect(tokens.updateToken(expired.token, { expires: null })).rejects.toMatchObject({
            code: 'ERR_WEBAPI_TOKEN_LIMIT_REACHED',
          })
          await tokens.invalidateToken({ id: record.id })
          expect(await tokens.updateToken(expired.token, { expires: null })).toEqual({ count: 1 })
          expect(await tokens.authenticate(expired.token)).toMatchObject({ ok: true })
        })
        expect(reads).toEqual([])
      })

      test('invalidateTokens in batches', async () => {
        const tokens = tokensOf()
        const user = await createUser(database())
        const before = await tokens.generateToken(user)
        await stopReplay()
        const reads = await readsOf(async () => {
          await tokens.invalidateToken(before.token)
          for (let index = 0; index < 5; index++) await tokens.generateToken(user)
          expect(await tokens.invalidateTokens({ users: [user], batchSize: 2 })).toEqual({ count: 5 })
          expect(await tokens.invalidateTokens({ users: [user], batchSize: 2 })).toEqual({ count: 0 })
        })
        expect(reads).toEqual([])
      })

      test('pruneTokens', async () => {
        const clock = () => new Date('1950-01-01')
        const tokens = tokensOf({ clock })
        const user = await createUser(database())
        const spared = await tokens.generateToken(user, { expires: new Date('1940-01-01') })
        await stopReplay()
        const reads = await readsOf(async () => {
          await tokens.updateToken({ id: spared.record.id }, { expires: new Date('1960-01-01') })
          for (let index = 0; index < 3; index++) await tokens.generateToken(user, { expires: new Date('1940-01-01') })
          const old = { expiredBefore: new Date('1945-01-01'), batchSize: 2 }
          expect(await tokens.pruneTokens({ ...old, dryRun: true })).toEqual({ count: 3 })
          expect(await tokens.pruneTokens(old)).toEqual({ count: 3 })
          expect(await rowOf(spared.record.id)).toMatchObject({ valid: true })
        })
        expect(reads).toEqual([])
      })

      test('listExpiring', async () => {
        const tokens = tokensOf()
        const user = await createUser(database())
        const soon = new Date(Date.now() + day)
        const revoked = await tokens.generateToken(user, { expires: soon })
        await stopReplay()
        const reads = await readsOf(async () => {
          await tokens.invalidateToken(revoked.token)
          const { record } = await tokens.generateToken(user, { expires: soon })
          const list = await tokens.listExpiring({ user, within: 2 * day })
          expect(list.map((each) => each.record.id)).toEqual([record.id])
          expect(await tokens.listExpiring({ user, within: 2 * day })).toEqual([])
        })
        expect(reads).toEqual([])
      })

      test('redigestTokens', async () => {
        const tokens = tokensOf({ digests: [sha256Digest(), plaintextDigest()] })
        const user = await createUser(database())
        await stopReplay()
        const reads = await readsOf(async () => {
          const { token, record } = await tokens.generateToken(user)
          await database().db.prisma.webAPIToken.update({ where: { id: record.id }, data: { token } })
          expect(await tokens.redigestTokens()).toEqual({ count: 1, skipped: 0 })
          expect(await tokens.redigestTokens()).toEqual({ count: 0, skipped: 0 })
          expect((await rowOf(record.id)).token).toMatch(/^sha256:/)
          expect(await tokens.authenticate(token)).toMatchObject({ ok: true })
        })
        expect(reads).toEqual([])
      })
    })
  })
})
