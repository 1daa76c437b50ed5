import type { DatabaseKind } from '../../support/databases.js'
import type { WorkerReport } from '../../support/generate-worker.js'
import { nextMessage, startWorkers } from '../../support/workers.js'
import { createUser, givenTokens, repository, type SuiteContext, unique } from './context.js'

export function concurrency(context: SuiteContext, kind: DatabaseKind): void {
  describe('at the same time', () => {
    test('20 invalidations of one token: one wins, in each of 20 rounds', async () => {
      const user = await createUser(context.db.prisma)
      const tokens = repository(context)
      for (let round = 0; round < 20; round++) {
        const { token } = await tokens.generateToken(user)
        const results = await Promise.all(Array.from({ length: 20 }, () => tokens.invalidateToken(token)))
        expect(results.map(({ count }) => count).sort()).toEqual([...Array<number>(19).fill(0), 1])
      }
    })

    test('400 tokens and 200 invalidations that were acknowledged survive 400 rollbacks of others', async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const tokens = repository(context)
      let rollbacks = 0
      const disturb = async (write: () => Promise<unknown>) => {
        for (let round = 0; round < 100; round++) await write().catch(() => rollbacks++)
      }
      const failingTransaction = () =>
        prisma.$transaction(async (tx) => {
          await tx.user.create({ data: { username: unique('lost') } })
          throw new Error('Roll back')
        })
      const failingConnect = () =>
        prisma.webAPIToken.create({
          data: {
            user: { connect: { id: 2_000_000_000 } },
            token: unique('lost'),
            tokenGeneratorId: 'x',
            note: '',
            invalidReason: '',
          },
        })
      const work = async () => {
        const invalidated: number[] = []
        const valid: number[] = []
        for (let round = 0; round < 50; round++) {
          const { token, record } = await tokens.generateToken(user)
          if (round % 2 === 0) {
            valid.push(record.id)
          } else {
            expect(await tokens.invalidateToken(token)).toEqual({ count: 1 })
            invalidated.push(record.id)
          }
        }
        return { valid, invalidated }
      }

      const disturbances = [failingTransaction, failingConnect, failingTransaction, failingConnect].map(disturb)
      const done = await Promise.all(Array.from({ length: 8 }, work))
      await Promise.all(disturbances)

      expect(rollbacks).toBe(400)
      const ids = async (valid: boolean) =>
        (await prisma.webAPIToken.findMany({ where: { userId: user.id, valid }, select: { id: true } }))
          .map(({ id }) => id)
          .sort((a, b) => a - b)
      const sorted = (lists: number[][]) => lists.flat().sort((a, b) => a - b)
      expect(await ids(true)).toEqual(sorted(done.map(({ valid }) => valid)))
      expect(await ids(false)).toEqual(sorted(done.map(({ invalidated }) => invalidated)))
    })

    test('a token that is taken does not cost the app its own writes, 200 times', async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const taken = unique('taken')
      await repository(context, { generator: givenTokens(taken) }).generateToken(user)

      const clash = async () => {
        for (let round = 0; round < 50; round++) {
          await repository(context, { generator: givenTokens(taken, unique('fresh')) }).generateToken(user)
        }
      }
      const users: number[] = []
      const write = async () => {
        for (let round = 0; round < 50; round++) users.push((await createUser(prisma)).id)
      }
      await Promise.all([clash, write, clash, write, clash, write, clash, write].map((work) => work()))

      expect(await prisma.user.count({ where: { id: { in: users } } })).toBe(200)
      expect(await prisma.webAPIToken.count({ where: { userId: user.id } })).toBe(201)
    })

    if (kind.multiProcess) {
      test('8 processes use a space of 256 tokens up: none twice, none lost, and a clean error', async () => {
        const { prisma, url } = context.db
        const user = await createUser(prisma)
        const prefix = unique('space')

        const reports = await runWorkers(8, [kind.name, url, String(user.id), prefix])

        for (const { error } of reports) {
          expect(error).toMatchObject({ code: 'ERR_WEBAPI_TOKEN_ATTEMPTS_EXHAUSTED', attempts: 256 })
        }
        const acknowledged = reports.flatMap(({ tokens }) => tokens)
        expect(acknowledged).toHaveLength(256)
        expect(new Set(acknowledged).size).toBe(256)
        const rows = await prisma.webAPIToken.findMany({ where: { userId: user.id } })
        expect(new Set(rows.map(({ token }) => token)).size).toBe(256)
        context.plaintexts.push(...acknowledged)
        context.observed.push(...reports.map(({ error }) => JSON.stringify(error)))
      })
    }
  })
}

/** Lets the processes loose together once all of them are connected. */
async function runWorkers(count: number, args: string[]): Promise<WorkerReport[]> {
  const workers = await startWorkers(
    './generate-worker.ts',
    Array.from({ length: count }, (_, index) => [...args, String(index)]),
  )
  const reports = workers.map((worker) => nextMessage(worker) as Promise<WorkerReport>)
  for (const worker of workers) worker.send('go')
  return Promise.all(reports)
}
