import type { WebAPITokenRepositoryOptions } from '../../../src/index.js'
import { settableClock } from '../../../src/testing/index.js'
import { createUser, failure, repository, type SuiteContext } from './context.js'
import { createRows } from './rows.js'

/** A retired token is presented again: whose tokens that ends, and how often it is told. */
export function reuse(context: SuiteContext): void {
  const validOf = async (user: { id: number }) =>
    (await context.db.prisma.webAPIToken.findMany({ where: { userId: user.id }, orderBy: { id: 'asc' } })).map(
      ({ valid }) => valid,
    )

  async function start(options: WebAPITokenRepositoryOptions = {}) {
    const clock = settableClock(new Date('2030-01-01T00:00:00Z'))
    let queries = 0
    const counted = context.db.prisma.$extends({
      query: { webAPIToken: { updateMany: ({ args, query }) => (queries++, query(args)) } },
    }) as unknown as typeof context.db.prisma
    const tokens = repository(context, { client: counted, clock, ...options })
    const user = await createUser(context.db.prisma)
    const old = await tokens.generateToken(user)
    const successor = await tokens.rotateToken(old.token)
    clock.advance(1)
    let reused = 0
    tokens.on('reused', () => reused++)
    const told = () => {
      const counts = { reused, updates: queries }
      reused = queries = 0
      return counts
    }
    told()
    const rotateAgain = () => failure(context, tokens.rotateToken(old.token))
    return { clock, tokens, user, old, successor, rotateAgain, told }
  }

  describe('the family of a token that is used again', () => {
    test('ends by default with a rotation, not with a request', async () => {
      const { tokens, user, old, rotateAgain } = await start()
      await tokens.authenticate(old.token)
      expect(await validOf(user)).toEqual([false, true])
      await rotateAgain()
      expect(await validOf(user)).toEqual([false, false])
    })

    test('ends with a request where the app wants that', async () => {
      const { tokens, user, old } = await start({ invalidateFamilyOnReuse: 'always' })
      await tokens.authenticate(old.token)
      expect(await validOf(user)).toEqual([false, false])
    })

    test('goes on where the app does not want it to end', async () => {
      const { tokens, user, old, rotateAgain, told } = await start({ invalidateFamilyOnReuse: false })
      await tokens.authenticate(old.token)
      await rotateAgain()
      expect(told().reused).toBe(2)
      expect(await validOf(user)).toEqual([false, true])
    })

    test('goes on when two ask for the rotation at once, in each of 20 rounds', async () => {
      const { tokens, user } = await start({ clock: () => new Date() })
      for (let round = 0; round < 20; round++) {
        const { token } = await tokens.generateToken(user)
        const results = await Promise.allSettled([tokens.rotateToken(token), tokens.rotateToken(token)])
        expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      }
      expect((await validOf(user)).filter(Boolean)).toHaveLength(1 + 20)
    })

    test('has nobody else in it: neither who was never rotated, nor another user with the same family id', async () => {
      const { prisma } = context.db
      const { tokens, user, old, rotateAgain } = await start({ invalidateFamilyOnReuse: 'always' })
      const stranger = await createUser(prisma)
      await createRows(context, stranger, [{ familyId: old.record.id }, {}, {}])
      await createRows(context, user, [{}, {}])
      await rotateAgain()
      expect(await validOf(stranger)).toEqual([true, true, true])
      expect(await validOf(user)).toEqual([false, false, true, true])

      // A row that says it has a successor, and has no family.
      const another = await tokens.generateToken(user)
      await prisma.webAPIToken.update({ where: { id: another.record.id }, data: { valid: false, successorId: 1 } })
      await tokens.authenticate(another.token)
      await failure(context, tokens.rotateToken(another.token))
      expect(await validOf(stranger)).toEqual([true, true, true])
      expect(await validOf(user)).toEqual([false, false, true, true, false])
      // No family of the library's has two owners, as the end of the suite checks.
      await prisma.webAPIToken.deleteMany({ where: { userId: stranger.id } })
    })

    test('is told, and ended, once a minute when it is dead already', async () => {
      const { clock, tokens, old, rotateAgain, told } = await start({ invalidateFamilyOnReuse: 'always' })
      for (let use = 0; use < 10; use++) await tokens.authenticate(old.token)
      expect(told()).toEqual({ reused: 1, updates: 1 })
      clock.advance(59_999)
      await tokens.authenticate(old.token)
      expect(told()).toEqual({ reused: 0, updates: 0 })
      clock.advance(1)
      await tokens.authenticate(old.token)
      expect(told()).toEqual({ reused: 1, updates: 1 })
      await rotateAgain()
      expect(told().reused).toBe(0)
    })
  })
}
