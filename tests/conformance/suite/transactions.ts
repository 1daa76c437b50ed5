import { accessTokens, createUser, failure, givenTokens, repository, type SuiteContext, unique } from './context.js'

export function transactions(context: SuiteContext): void {
  describe('in a transaction of the app', () => {
    test('a token that is taken is retried, and what the app wrote before and after is committed', async () => {
      const { prisma } = context.db
      const [taken, fresh] = [unique('taken'), unique('fresh')]
      await repository(context, { generator: givenTokens(taken) }).generateToken(await createUser(prisma))
      const generator = givenTokens(taken, taken, fresh)
      const tokens = repository(context, { generator })

      const { before, after, generated } = await prisma.$transaction(async (tx) => {
        const before = await createUser(tx)
        const generated = await tokens.withTransaction(tx).generateToken(before)
        const after = await createUser(tx)
        return { before, after, generated }
      })

      expect(generated.token).toBe(fresh)
      expect(generator.calls).toBe(3)
      expect(await prisma.user.count({ where: { id: { in: [before.id, after.id] } } })).toBe(2)
      expect(await prisma.webAPIToken.findMany({ where: { userId: before.id } })).toMatchObject([
        { id: generated.record.id },
      ])
    })

    test('tokens that are generated at once, and clash, do no harm to each other or to the app', async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const taken = unique('taken')
      await repository(context, { generator: givenTokens(taken) }).generateToken(user)

      const generators = Array.from({ length: 5 }, () => givenTokens(taken, unique('fresh')))
      const others = await prisma.$transaction(async (tx) => {
        const tokens = generators.map((generator) => repository(context, { generator }).withTransaction(tx))
        const [, ...created] = await Promise.all([
          Promise.all(tokens.map((each) => each.generateToken(user))),
          createUser(tx),
          createUser(tx),
        ])
        return created
      })

      expect(await prisma.webAPIToken.count({ where: { userId: user.id } })).toBe(6)
      expect(generators.map(({ calls }) => calls)).toEqual([2, 2, 2, 2, 2])
      // Prisma leaves out what it was to send with a statement that fails, and says nothing.
      expect(others.map((other) => other?.id)).toEqual([expect.any(Number), expect.any(Number)])
      expect(await prisma.user.count({ where: { id: { in: others.map(({ id }) => id) } } })).toBe(2)
    })

    test('attempts that run out leave it usable', async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const tokens = repository(context, { generator: givenTokens(unique('taken')) })
      await tokens.generateToken(user)

      const other = await prisma.$transaction(async (tx) => {
        await failure(context, tokens.withTransaction(tx).generateToken(user, { maxAttempts: 2 }))
        return createUser(tx)
      })

      expect(await prisma.user.count({ where: { id: other.id } })).toBe(1)
      expect(await prisma.webAPIToken.count({ where: { userId: user.id } })).toBe(1)
    })

    test('its rollback takes everything along', async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const tokens = repository(context)
      const kept = await tokens.generateToken(user, { note: 'kept' })

      const error = await failure(
        context,
        prisma.$transaction(async (tx) => {
          const inside = tokens.withTransaction(tx)
          await inside.generateToken(user)
          expect(await inside.invalidateToken(kept.token)).toEqual({ count: 1 })
          expect(await inside.updateToken(kept.token, { note: 'changed' })).toEqual({ count: 1 })
          throw new Error('The app gives up')
        }),
      )

      expect(error.message).toBe('The app gives up')
      expect(await prisma.webAPIToken.findMany({ where: { userId: user.id } })).toMatchObject([
        { id: kept.record.id, valid: true, note: 'kept' },
      ])
    })

    test("the app's own constraints surface as they are, after one attempt", async () => {
      const { prisma } = context.db
      const account = await prisma.account.create({ data: { email: unique('mail') } })
      const data = { department: 'HR', region: 'eu', label: 'laptop' }
      await accessTokens(context).generateToken(account, { data })

      const generator = givenTokens(unique('fresh'))
      const tokens = accessTokens(context, { generator })
      const error = await failure(
        context,
        prisma.$transaction((tx) => tokens.withTransaction(tx).generateToken(account, { data })),
      )

      expect(error).toMatchObject({ name: 'PrismaClientKnownRequestError', code: 'P2002' })
      expect(JSON.stringify(error)).toContain('label')
      expect(generator.calls).toBe(1)
      const orphan = givenTokens(unique('fresh'))
      const foreignKey = await failure(
        context,
        prisma.$transaction((tx) =>
          repository(context, { generator: orphan }).withTransaction(tx).generateToken(2_000_000_000),
        ),
      )
      expect(foreignKey).toMatchObject({ code: 'P2003' })
      expect(orphan.calls).toBe(1)
    })
  })

  describe('transaction', () => {
    test('commits, and rolls back', async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const tokens = repository(context)

      const { record } = await tokens.transaction(async (inside, tx) => {
        await tx.user.update({ where: { id: user.id }, data: { password: 'changed' } })
        return inside.generateToken(user)
      })
      await failure(
        context,
        tokens.transaction(async (inside) => {
          await inside.generateToken(user)
          throw new Error('No')
        }),
      )

      expect(await prisma.webAPIToken.findMany({ where: { userId: user.id } })).toMatchObject([{ id: record.id }])
      expect(await prisma.user.findUnique({ where: { id: user.id } })).toMatchObject({ password: 'changed' })
    })

    test('inside another is a savepoint', async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)

      const outer = await repository(context).transaction(async (inside) => {
        await failure(
          context,
          inside.transaction(async (nested) => {
            await nested.generateToken(user)
            throw new Error('Only this much')
          }),
        )
        await inside.transaction((nested) => nested.generateToken(user, { note: 'nested' }))
        return inside.generateToken(user, { note: 'outer' })
      })

      const rows = await prisma.webAPIToken.findMany({ where: { userId: user.id }, orderBy: { id: 'asc' } })
      expect(rows.map((row) => row.note)).toEqual(['nested', 'outer'])
      expect(outer.record.id).toBe(rows[1]?.id)
    })

    test('inside another one says that it was rolled back, where an error in it was caught, and leaves that usable', async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const tokens = repository(context)
      await tokens.transaction(async (inside, tx) => {
        const nested = inside.transaction(async (inner) => {
          await inner.generateToken(user)
          await tx.user.create({ data: { username: user.username } }).catch(() => undefined)
        })
        if (context.db.kind.provider === 'postgresql') {
          expect(await failure(context, nested)).toMatchObject({
            name: 'WebAPITokenTransactionError',
            code: 'ERR_WEBAPI_TOKEN_TRANSACTION_ABORTED',
          })
        } else {
          await nested
        }
        await inside.generateToken(user, { note: 'outer' })
      })
      const rows = await prisma.webAPIToken.findMany({ where: { userId: user.id } })
      expect(rows).toHaveLength(context.db.kind.provider === 'postgresql' ? 1 : 2)
      expect(rows.at(-1)).toMatchObject({ note: 'outer' })
    })

    test('whose connection is lost says so, and not that an error was caught', async () => {
      if (context.db.kind.name !== 'PostgreSQL') return
      const { prisma } = context.db
      const user = await createUser(prisma)
      const lost = repository(context).transaction(async (inside, tx) => {
        await inside.generateToken(user)
        const [{ pid } = { pid: 0 }] = await tx.$queryRawUnsafe<{ pid: number }[]>('SELECT pg_backend_pid() AS pid')
        await prisma.$queryRawUnsafe('SELECT pg_terminate_backend($1)::text', pid)
        // Until the client knows.
        while (
          await tx.$queryRawUnsafe('SELECT 1').then(
            () => true,
            () => false,
          )
        );
      })
      const error = await failure(context, lost)
      expect(error.name).not.toBe('WebAPITokenTransactionError')
      expect(error.message).toMatch(/conn|terminating|closed/i)
      expect(await prisma.webAPIToken.count({ where: { userId: user.id } })).toBe(0)
    })

    test('does not pass a rollback off as a commit', async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const tokens = repository(context)
      const created: unknown[] = []
      tokens.on('created', (event) => created.push(event))

      const result = tokens.transaction(async (inside, tx) => {
        await inside.generateToken(user)
        await tx.user.create({ data: { username: user.username } }).catch(() => undefined)
      })

      if (context.db.kind.provider === 'postgresql') {
        expect(await failure(context, result)).toMatchObject({
          name: 'WebAPITokenTransactionError',
          code: 'ERR_WEBAPI_TOKEN_TRANSACTION_ABORTED',
        })
      } else {
        await result
      }
      const expected = context.db.kind.provider === 'postgresql' ? 0 : 1
      expect(await prisma.webAPIToken.count({ where: { userId: user.id } })).toBe(expected)
      expect(created).toHaveLength(expected)
    })
  })
}
