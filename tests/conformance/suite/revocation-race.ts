import type { DatabaseKind } from '../../support/databases.js'
import { nanoidGenerator, sha256Digest } from '../../../src/index.js'
import { createUser, repository, type SuiteContext } from './context.js'

const rounds = 10_000
const together = 50

/** The race that gives tokens back their validity where a row is read, changed and written. */
export function revocationRace(context: SuiteContext, kind: DatabaseKind): void {
  // Where several connections, and where one connection, make the interleavings that matter.
  if (!['PostgreSQL', 'better-sqlite3'].includes(kind.name)) return

  describe('authenticate beside invalidateToken', () => {
    test.each([
      ['without a cache', {}],
      ['with a cache', { cache: { store: new Map(), ttl: 60_000 } }],
    ])(`${rounds} rounds %s leave no valid token, and let none in afterwards`, async (_name, options) => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const [generator, digest] = [nanoidGenerator(), sha256Digest()]
      const tokens = repository(context, options)
      let letIn = 0

      const round = async (token: string) => {
        const before = [tokens.authenticate(token), tokens.authenticate(token)]
        await tokens.invalidateToken(token)
        const after = [await tokens.authenticate(token)]
        await Promise.all(before)
        const last = await tokens.authenticate(token)
        letIn += [...after, last].filter(({ ok }) => ok).length
      }

      for (let done = 0; done < rounds; done += together) {
        const batch = Array.from({ length: together }, () => generator.createToken({ tokenType: 'wat' }))
        await prisma.webAPIToken.createMany({
          data: batch.map((token) => ({
            userId: user.id,
            token: digest.digest(token) ?? '',
            tokenGeneratorId: 'nanoid',
            note: '',
            invalidReason: '',
          })),
        })
        await Promise.all(batch.map(round))
      }

      expect(letIn).toBe(0)
      expect(await prisma.webAPIToken.count({ where: { userId: user.id } })).toBe(rounds)
      expect(await prisma.webAPIToken.count({ where: { userId: user.id, valid: true } })).toBe(0)
    })
  })
}
