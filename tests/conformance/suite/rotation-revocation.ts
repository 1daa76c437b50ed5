import type { WebAPITokenRepositoryOptions } from '../../../src/index.js'
import { accessTokens, createUser, repository, type SuiteContext, unique } from './context.js'

const rounds = 50

/** A revocation of many tokens beside the rotation of one of them: what was rotated from a token that is covered is covered. */
export function rotationRevocation(context: SuiteContext): void {
  const patient = () => context.db.connect({ transactionOptions: { maxWait: 30_000, timeout: 30_000 } })
  const validOf = ({ id }: { id: number }) =>
    context.db.prisma.webAPIToken.count({ where: { userId: id, valid: true } })

  async function start(options: WebAPITokenRepositoryOptions = {}) {
    return repository(context, { client: await patient(), ...options })
  }

  type Tokens = Awaited<ReturnType<typeof start>>
  interface User {
    id: number
  }

  /** A deadlock is the app's to repeat there. */
  async function revokeInTransaction(tokens: Tokens, user: User): Promise<void> {
    const revoke = () => tokens.transaction((inner) => inner.invalidateTokens({ users: [user] }))
    for (;;) {
      const error = await revoke().then(
        () => undefined,
        (reason: unknown) => reason,
      )
      if (!error) return
      expect(error).toMatchObject({ code: 'P2034' })
    }
  }

  const revocations: [string, (tokens: Tokens, user: User) => Promise<unknown>][] = [
    ['users', (tokens, user) => tokens.invalidateTokens({ users: [user] })],
    ['where', (tokens, user) => tokens.invalidateTokens({ where: { userId: user.id } })],
    ['users in batches', (tokens, user) => tokens.invalidateTokens({ users: [user], batchSize: 1 })],
    ['where in batches', (tokens, user) => tokens.invalidateTokens({ where: { userId: user.id }, batchSize: 2 })],
    ['users in a transaction', revokeInTransaction],
  ]

  describe.each([
    ['at once', {}],
    ['with the first use', { retireOnFirstUse: true }],
    ['after a grace period', { gracePeriod: 3_600_000 }],
  ])('a revocation beside rotations that end the old token %s', (_name, how) => {
    test.each(revocations)(
      `by %s leaves no successor alive, in ${rounds} rounds of 4 rotations`,
      async (_by, revoke) => {
        const tokens = await start()
        let rotated = 0
        for (let round = 0; round < rounds; round++) {
          const user = await createUser(context.db.prisma)
          const old = await Promise.all([1, 2, 3, 4].map(() => tokens.generateToken(user)))
          const rotate = ({ token }: { token: string }) =>
            tokens.rotateToken(token, how).then(
              () => rotated++,
              () => undefined,
            )
          const revokeLater = async () => {
            // So that neither always comes first: a rotation takes some statements.
            for (let query = 0; query < round % 16; query++) await context.db.prisma.user.findFirst()
            await revoke(tokens, user)
          }
          await Promise.all([...old.map(rotate), revokeLater()])
          expect(await validOf(user)).toBe(0)
        }
        expect(rotated).toBeGreaterThan(0)
      },
    )
  })

  test(`a revocation in batches leaves no successor with a random id alive, in ${rounds} rounds of 4 rotations`, async () => {
    const { prisma } = context.db
    const tokens = accessTokens(context)
    const data = { department: 'HR', region: 'eu' }
    let rotated = 0
    for (let round = 0; round < rounds; round++) {
      const account = await prisma.account.create({ data: { email: unique('mail') } })
      const old = await Promise.all([1, 2, 3, 4].map(() => tokens.generateToken(account, { data })))
      const rotate = ({ token }: { token: string }) =>
        tokens.rotateToken(token, { gracePeriod: 3_600_000 }).then(
          () => rotated++,
          () => undefined,
        )
      const revokeLater = async () => {
        for (let query = 0; query < round % 8; query++) await prisma.user.findFirst()
        await tokens.invalidateTokens({ users: [account], batchSize: 1 })
      }
      await Promise.all([...old.map(rotate), revokeLater()])
      expect(await prisma.accessToken.count({ where: { userId: account.id, valid: true } })).toBe(0)
    }
    expect(rotated).toBeGreaterThan(0)
  })

  test('a revocation waits for a rotation in a transaction of the app that is still open, in 10 rounds', async () => {
    if (context.db.kind.provider === 'sqlite' || context.db.kind.name === 'PGlite') return
    const client = await patient()
    const tokens = repository(context, { client })
    for (let round = 0; round < 10; round++) {
      const user = await createUser(client)
      const { token } = await tokens.generateToken(user)
      let revoked: Promise<unknown> | undefined
      await client.$transaction(async (tx) => {
        await tokens.withTransaction(tx).rotateToken(token)
        revoked = tokens.invalidateTokens({ users: [user] })
        // The revocation is at the database by then.
        for (let query = 0; query < 20; query++) await context.db.prisma.user.count()
      })
      expect(await revoked).toEqual({ count: 1 })
      expect(await validOf(user)).toBe(0)
    }
  })

  test('the family of a token that is used again ends beside its rotation, in 50 rounds', async () => {
    const tokens = await start({ invalidateFamilyOnReuse: 'always' })
    for (let round = 0; round < rounds; round++) {
      const user = await createUser(context.db.prisma)
      const old = await tokens.generateToken(user)
      const second = await tokens.rotateToken(old.token)
      await Promise.allSettled([tokens.authenticate(old.token), tokens.rotateToken(second.token)])
      expect(await validOf(user)).toBe(0)
    }
  })
}
