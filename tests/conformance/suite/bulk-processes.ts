import type { BulkReport, BulkTask } from '../../support/bulk-worker.js'
import type { DatabaseKind } from '../../support/databases.js'
import { messagesUntilExit, nextMessage, startWorkers } from '../../support/workers.js'
import { createUser, type SuiteContext } from './context.js'
import { createRows, times } from './rows.js'

const many = 3000
/** Pruning knows no users, only an age, which nothing else in the database has. */
const [added, unusedSince] = ['1950-01-01T00:00:00Z', '1951-01-01T00:00:00Z']

/** Two processes that do the same to the same tokens at once, and one that is killed in the middle of it. */
export function bulkProcesses(context: SuiteContext, kind: DatabaseKind): void {
  if (!kind.multiProcess) return
  const countOf = (userId: number, where: object = {}) =>
    context.db.prisma.webAPIToken.count({ where: { userId, ...where } })

  const verbs = {
    prune: {
      row: { timeAdded: new Date(added) },
      left: (userId: number) => countOf(userId),
      halfDone: () => Promise.resolve(0),
      done: async (userId: number) => many - (await countOf(userId)),
    },
    invalidate: {
      row: {},
      left: (userId: number) => countOf(userId, { valid: true }),
      halfDone: (userId: number) =>
        countOf(userId, {
          OR: [
            { valid: true, invalidDate: { not: null } },
            { valid: false, invalidDate: null },
          ],
        }),
      done: (userId: number) => countOf(userId, { valid: false, invalidDate: { not: null } }),
    },
  }

  describe.each(['prune', 'invalidate'] as const)('two processes %s', (verb) => {
    const { row, left, halfDone, done } = verbs[verb]

    async function start(batchSize: number, firstDies: boolean) {
      const user = await createUser(context.db.prisma)
      await createRows(
        context,
        user,
        times(many, () => row),
      )
      const tasks = [firstDies, false].map((dies): BulkTask => ({
        verb,
        userId: user.id,
        unusedSince,
        batchSize,
        dies,
      }))
      const [one, other] = await startWorkers(
        './bulk-worker.ts',
        tasks.map((task) => [kind.name, context.db.url, JSON.stringify(task)]),
      )
      if (!one || !other) throw new Error('There are two')
      return { userId: user.id, one, other }
    }

    test(`${many} tokens in batches of 50: each token once, and no error`, async () => {
      const { userId, one, other } = await start(50, false)
      const reports = [one, other].map((worker) => nextMessage(worker) as Promise<BulkReport>)
      for (const worker of [one, other]) worker.send('go')
      const [first, second] = await Promise.all(reports)
      expect([first?.error, second?.error]).toEqual([undefined, undefined])
      expect((first?.count ?? 0) + (second?.count ?? 0)).toBe(many)
      expect(await done(userId)).toBe(many)
    })

    test('and one ends what the other has begun that was killed', async () => {
      const { userId, one: killed, other } = await start(20, true)
      const said = messagesUntilExit(killed)
      killed.send('go')
      expect(await said).toEqual([{ progress: 20 }])
      expect(killed.signalCode).toBe('SIGKILL')
      expect(await left(userId)).toBeGreaterThanOrEqual(many - 40)
      expect(await halfDone(userId)).toBe(0)
      const messages = messagesUntilExit(other) as Promise<BulkReport[]>
      other.send('go')
      const { count, error } = (await messages).at(-1) ?? {}
      expect(error).toBeUndefined()
      expect(count).toBeGreaterThanOrEqual(many - 40)
      expect(count).toBeLessThanOrEqual(many - 20)
      expect(await done(userId)).toBe(many)
    })
  })
}
