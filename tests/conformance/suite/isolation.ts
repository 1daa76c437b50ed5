import type { DatabaseKind, TestClient } from '../../support/databases.js'
import { type Isolation, isolatedClient } from '../../support/isolated-client.js'
import { createUser, failure, repository, type SuiteContext } from './context.js'

const levels: readonly Isolation[] = ['READ UNCOMMITTED', 'READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE']

/** What holds under the levels of isolation that an app, or its database by default, may choose. */
export function isolation(context: SuiteContext, kind: DatabaseKind): void {
  // SQLite has one level, and PGlite one connection.
  if (!kind.multiProcess || kind.provider === 'sqlite') return

  const countOf = (user: { id: number }, where: object = {}) =>
    context.db.prisma.webAPIToken.count({ where: { userId: user.id, ...where } })

  describe.each(levels)('where the default level of isolation is %s', (level) => {
    let client: TestClient
    beforeAll(async () => {
      client = await isolatedClient(context.db, level)
    })
    afterAll(() => client.$disconnect())

    test('20 tokens at once for a user who may have 5: 5 rows and 15 errors, in each of 5 rounds', async () => {
      const tokens = repository(context, { client, maxTokensPerUser: 5 })
      for (let round = 0; round < 5; round++) {
        const user = await createUser(client)
        const results = await Promise.allSettled(Array.from({ length: 20 }, () => tokens.generateToken(user)))
        const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
        expect(errors).toEqual(
          Array<unknown>(15).fill(expect.objectContaining({ code: 'ERR_WEBAPI_TOKEN_LIMIT_REACHED' })),
        )
        expect(await countOf(user)).toBe(5)
      }
    })

    test('all verbs at once for one user come to an end without an error, in each of 10 rounds', async () => {
      const tokens = repository(context, { client })
      const failed: unknown[] = []
      tokens.on('lastUsedFailed', (event) => failed.push(event))
      for (let round = 0; round < 10; round++) {
        const user = await createUser(client)
        const given = await Promise.all(Array.from({ length: 8 }, () => tokens.generateToken(user)))
        await Promise.all([
          ...given.map(({ token }) => tokens.authenticate(token)),
          ...given.slice(0, 2).map(({ token }) => tokens.rotateToken(token, { gracePeriod: 60_000 })),
          ...given.slice(2, 4).map(({ token }) => tokens.updateToken(token, { note: 'x', expires: null })),
          ...given.slice(4, 6).map(({ token }) => tokens.invalidateToken(token)),
          ...given.map(() => tokens.generateToken(user)),
          tokens.listTokens({ user }),
          tokens.generateTokens([user, user]).next(),
          tokens.transaction((inner) => inner.generateToken(user)).catch(unlessConflict),
        ])
        expect(await countOf(user, { valid: false })).toBe(2)
      }
      expect(failed).toEqual([])
    })
  })

  test('a limit in a transaction of the app holds at each level, or the call is refused, in 4 rounds each', async () => {
    const { prisma } = context.db
    const isolationLevels = ['ReadUncommitted', 'ReadCommitted', 'RepeatableRead', 'Serializable'] as const
    for (const isolationLevel of isolationLevels) {
      for (let round = 0; round < 4; round++) {
        const user = await createUser(prisma)
        const tokens = repository(context, { maxTokensPerUser: 2 })
        const call = prisma.$transaction(
          async (tx) => {
            expect(await tx.webAPIToken.count({ where: { userId: 0 } })).toBe(0)
            if (kind.provider === 'mysql' && isolationLevel === 'Serializable') {
              // Others wait for what this transaction has read: there, it comes first.
              return tokens.withTransaction(tx).generateToken(user)
            }
            await tokens.generateToken(user)
            await tokens.generateToken(user)
            return tokens.withTransaction(tx).generateToken(user)
          },
          // The types are those of SQLite, which has one.
          { isolationLevel: isolationLevel as 'Serializable' },
        )
        const isSnapshot = isolationLevel === 'RepeatableRead' || isolationLevel === 'Serializable'
        if (kind.provider === 'postgresql' && isSnapshot) {
          const error = await failure(context, call)
          expect(error).toMatchObject({
            name: 'WebAPITokenTransactionError',
            code: 'ERR_WEBAPI_TOKEN_ISOLATION_LEVEL',
          })
          expect(error.message).toContain(isolationLevel === 'Serializable' ? 'serializable' : 'repeatable read')
        } else if (isolationLevel === 'Serializable') {
          await call
        } else {
          expect(await failure(context, call)).toMatchObject({ code: 'ERR_WEBAPI_TOKEN_LIMIT_REACHED' })
        }
        expect(await countOf(user)).toBeLessThanOrEqual(2)
      }
    }
  })

  test('what is given up at COMMIT is done again, 2 times each', async () => {
    if (kind.provider !== 'postgresql') return
    const { prisma } = context.db
    // What the sequence has counted is not undone with the transaction.
    for (const statement of [
      'CREATE SEQUENCE commits',
      `CREATE FUNCTION give_up_twice() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF nextval('commits') <= 2 THEN RAISE EXCEPTION 'given up' USING ERRCODE = 'serialization_failure'; END IF;
        RETURN NULL; END $$`,
      `CREATE CONSTRAINT TRIGGER give_up AFTER INSERT ON webapi_token DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.note = 'give up') EXECUTE FUNCTION give_up_twice()`,
    ]) {
      await prisma.$executeRawUnsafe(statement)
    }
    const user = await createUser(prisma)
    const { token } = await repository(context).generateToken(user)
    const note = 'give up'
    const unlimited = repository(context)
    const calls = [
      () => unlimited.generateToken(user, { note }),
      () => repository(context, { maxTokensPerUser: 50 }).generateToken(user, { note }),
      () => unlimited.generateTokens([user, user], { note }).next(),
      () => unlimited.rotateToken(token, { note }),
    ]
    for (const call of calls) {
      await prisma.$executeRawUnsafe('ALTER SEQUENCE commits RESTART')
      await call()
    }
    expect(await countOf(user, { valid: true })).toBe(5)
    await prisma.$executeRawUnsafe('DROP TRIGGER give_up ON webapi_token')
  })

  test('a refusal for the level of isolation leaves the transaction usable', async () => {
    if (kind.provider !== 'postgresql') return
    const { prisma } = context.db
    const user = await createUser(prisma)
    const tokens = repository(context, { maxTokensPerUser: 2 })
    const options = { isolationLevel: 'Serializable' } as const
    const other = await prisma.$transaction(async (tx) => {
      await failure(context, tokens.withTransaction(tx).generateToken(user))
      return createUser(tx)
    }, options)
    expect(await prisma.user.count({ where: { id: other.id } })).toBe(1)
    expect(await countOf(user)).toBe(0)
  })
}

/** The transactions of an app are the app's to repeat. */
function unlessConflict(error: unknown): void {
  // At COMMIT, it has no code.
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (code !== 'P2034' && message !== 'TransactionWriteConflict') throw error
}
