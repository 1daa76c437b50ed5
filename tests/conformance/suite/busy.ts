import type { WebAPITokenRepository } from '../../../src/index.js'
import { connectTo, createDatabase, type DatabaseKind, schemaOf, type TestClient } from '../../support/databases.js'
import { nextMessage, startWorkers } from '../../support/workers.js'
import { createUser, repository, type SuiteContext } from './context.js'

interface Round {
  readonly tokens: WebAPITokenRepository<TestClient>
  readonly user: { readonly id: number }
  readonly id: number
}

/** What writes, and how another connection sees that it has. */
const verbs: Record<string, (round: Round) => Promise<object>> = {
  generateToken: async ({ tokens, user }) => ({ id: (await tokens.generateToken(user)).record.id }),
  generateTokens: async ({ tokens, user }) => {
    for await (const [generated] of tokens.generateTokens([user])) return { id: generated?.record.id }
    return {}
  },
  invalidateToken: async ({ tokens, id }) => {
    expect(await tokens.invalidateToken({ id })).toEqual({ count: 1 })
    return { id, valid: false }
  },
  invalidateTokens: async ({ tokens, user, id }) => {
    expect(await tokens.invalidateTokens({ users: [user], batchSize: 1 })).toEqual({ count: 1 })
    return { id, valid: false }
  },
  updateToken: async ({ tokens, id }) => {
    expect(await tokens.updateToken({ id }, { note: 'changed' })).toEqual({ count: 1 })
    return { id, note: 'changed' }
  },
  rotateToken: async ({ tokens, id }) => ({ id, successorId: (await tokens.rotateToken({ id })).record.id }),
  transaction: async ({ tokens, user }) => ({
    id: (await tokens.transaction((inner) => inner.generateToken(user))).record.id,
  }),
}

/** SQLite, when another process keeps its lock for longer than the connection waits. */
export function busy(context: SuiteContext, kind: DatabaseKind): void {
  if (kind.provider !== 'sqlite') return

  interface Scene {
    /** A client that hardly waits, and what is made with it. */
    readonly impatient: TestClient
    readonly tokens: WebAPITokenRepository<TestClient>
    /** Another one, which sees what is committed, and fails instead of hanging where a lock is left behind. */
    readonly other: TestClient
    readonly theirs: WebAPITokenRepository<TestClient>
    /** Another process. */
    readonly holder: { hold(): Promise<void>; release(): Promise<void> }
  }

  async function besideLocks(lock: 'write' | 'read', fn: (scene: Scene) => Promise<void>): Promise<void> {
    // Of its own: a test that fails may leave it locked.
    const db = await createDatabase(kind)
    // Reads keep a rollback journal from its COMMIT, and nothing else.
    if (lock === 'read') await db.prisma.$queryRawUnsafe('PRAGMA journal_mode = DELETE')
    const { url } = db
    const [worker] = await startWorkers('./lock-worker.ts', [[kind.name, url, lock]])
    if (!worker) throw new Error('There is one')
    const tell = async (message: string) => {
      const answer = nextMessage(worker)
      worker.send(message)
      await answer
    }
    const impatient = await connectTo(kind.name, url, {}, 1)
    const other = await connectTo(kind.name, url, {}, 1000)
    try {
      await fn({
        impatient,
        tokens: repository(context, { client: impatient }),
        other,
        theirs: repository(context, { client: other }),
        holder: { hold: () => tell('hold'), release: () => tell('release') },
      })
    } finally {
      await Promise.all([impatient.$disconnect(), other.$disconnect()])
      await db.close()
    }
  }

  const isBusy = { code: 'P1008' }

  describe('while another process holds the lock for too long', () => {
    test.each(Object.keys(verbs))(
      'what %s acknowledges afterwards is there for others, who can write, in 5 rounds',
      async (verb) => {
        await besideLocks('write', async ({ impatient, tokens, other, theirs, holder }) => {
          for (let round = 1; round <= 5; round++) {
            const user = await createUser(other)
            const { record } = await theirs.generateToken(user)
            const { record: another } = await theirs.generateToken(await createUser(other))
            await holder.hold()
            // One of ours, which waits or fails, and one of the app's own.
            const early = tokens.invalidateToken({ id: another.id }).catch((error: unknown) => error)
            await expect(impatient.user.create({ data: { username: `busy ${round}` } })).rejects.toMatchObject(isBusy)
            await holder.release()

            const expected = await verbs[verb]?.({ tokens, user, id: record.id })
            expect(await other.webAPIToken.findMany({ where: { userId: user.id } })).toContainEqual(
              expect.objectContaining(expected ?? {}),
            )
            await createUser(other)
            const outcome = await early
            const { valid } = await other.webAPIToken.findUniqueOrThrow({ where: { id: another.id } })
            expect([outcome, valid]).toEqual(valid ? [expect.objectContaining(isBusy), true] : [{ count: 1 }, false])
          }
        })
      },
    )

    test('a token that another process revokes afterwards is refused, in 5 rounds', async () => {
      await besideLocks('write', async ({ impatient, tokens, other, theirs, holder }) => {
        const user = await createUser(other)
        for (let round = 1; round <= 5; round++) {
          const { token } = await theirs.generateToken(user)
          await holder.hold()
          await expect(impatient.user.create({ data: { username: `busy ${round}` } })).rejects.toMatchObject(isBusy)
          await holder.release()
          // On an unsound connection this decides what later reads see.
          await impatient.user.count()

          await theirs.invalidateToken(token)
          const result = await tokens.authenticate(token, { lastUsedInterval: Infinity })
          expect(result).toMatchObject({ ok: false, reason: 'invalid' })
        }
      })
    })

    test('in memory, where another connection is another database, writes stay on the one that there is', async () => {
      const prisma = await connectTo(kind.name, ':memory:')
      for (const statement of await schemaOf(kind.provider)) await prisma.$executeRawUnsafe(statement)
      const tokens = repository(context, { client: prisma })
      const { token, record } = await tokens.generateToken(await createUser(prisma))
      expect(await tokens.invalidateToken(token)).toEqual({ count: 1 })
      expect(await prisma.webAPIToken.findMany()).toMatchObject([{ id: record.id, valid: false }])
      await prisma.$disconnect()
    })

    // libSQL keeps the locks of a COMMIT that was in vain until the garbage is collected.
    if (kind.name === 'libSQL') return
    test('with a rollback journal, a COMMIT in vain blocks nobody afterwards, in 5 rounds', async () => {
      await besideLocks('read', async ({ tokens, other, theirs, holder }) => {
        const user = await createUser(other)
        const { token } = await theirs.generateToken(user)
        for (let round = 1; round <= 5; round++) {
          await holder.hold()
          await expect(tokens.generateToken(user)).rejects.toThrow('database is locked')
          const rotated = tokens.rotateToken(token, { retireOnFirstUse: true }).catch((error: unknown) => error)
          await expect(tokens.generateToken(user)).rejects.toThrow('database is locked')
          await holder.release()
          await rotated
          await tokens.generateToken(user)
          await createUser(other)
        }
      })
    })
  })
}
