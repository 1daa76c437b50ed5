import type { DatabaseKind } from '../../support/databases.js'
import type { RotationReport, RotationTask } from '../../support/rotate-worker.js'
import { messagesUntilExit, startWorkers } from '../../support/workers.js'
import { createUser, repository, type SuiteContext } from './context.js'

/** Rotation by several processes, and by one that does not come to its end. */
export function rotationProcesses(context: SuiteContext, kind: DatabaseKind): void {
  if (!kind.multiProcess) return

  /** New tokens of one user, and all rows there are of them later. */
  async function freshTokens(count: number) {
    const { prisma } = context.db
    const user = await createUser(prisma)
    const tokens = repository(context)
    const ids: number[] = []
    for (let index = 0; index < count; index++) ids.push((await tokens.generateToken(user)).record.id)
    return { ids, tokens, rows: () => prisma.webAPIToken.findMany({ where: { userId: user.id } }) }
  }

  const start = (count: number, task: RotationTask) =>
    startWorkers(
      './rotate-worker.ts',
      Array.from({ length: count }, () => [kind.name, context.db.url, JSON.stringify(task)]),
    )

  describe('rotation by several processes', () => {
    test.each([true, false])(
      '2 processes rotate the same 60 tokens, retireOnFirstUse %p: each has one successor',
      async (retireOnFirstUse) => {
        const { ids, rows } = await freshTokens(60)
        const workers = await start(2, { ids, retireOnFirstUse })
        const ended = workers.map((worker) => messagesUntilExit(worker) as Promise<RotationReport[]>)
        for (const worker of workers) worker.send('go')
        const reports = (await Promise.all(ended)).flat()

        expect(reports).toHaveLength(120)
        const refusals = reports.flatMap(({ refusal }) => (refusal === undefined ? [] : [refusal]))
        // Whoever comes later repeats the rotation while its successor is unused; two at once are told apart.
        const code = retireOnFirstUse ? 'ERR_WEBAPI_TOKEN_ALREADY_ROTATED' : 'ERR_WEBAPI_TOKEN_INVALID'
        if (!retireOnFirstUse) expect(refusals).toHaveLength(60)
        expect(refusals).toEqual(Array<string>(refusals.length).fill(code))
        const all = await rows()
        expect(all).toHaveLength(180 - refusals.length)
        for (const id of ids) {
          const family = all.filter((row) => row.familyId === id)
          const old = family.find((row) => row.id === id)
          const successors = family.filter((row) => row.id !== id && row.valid)
          expect(old?.valid).toBe(retireOnFirstUse)
          expect(successors.map((row) => row.id)).toEqual([old?.successorId])
          expect(reports).toContainEqual({ id, successorId: old?.successorId })
        }
      },
    )

    test('a process that is killed leaves no token rotated by half, in each of 5 rounds', async () => {
      for (let round = 1; round <= 5; round++) {
        const { ids, tokens, rows } = await freshTokens(60)
        const [worker] = await start(1, { ids: [...ids], retireOnFirstUse: false, diesAfter: 5 * round })
        if (!worker) throw new Error('There is one')
        const said = messagesUntilExit(worker) as Promise<RotationReport[]>
        worker.send('go')
        const reports = await said
        expect(worker.signalCode).toBe('SIGKILL')
        expect(reports.flatMap(({ refusal }) => refusal ?? [])).toEqual([])
        expect(reports.length).toBeGreaterThanOrEqual(5 * round)

        // One statement sees each transaction whole, or not at all.
        const all = await rows()
        const isUntouched = ({ id }: { id: number }) => all.every((row) => row.familyId !== id)
        for (const row of all.filter(({ id }) => ids.includes(id))) {
          if (isUntouched(row)) {
            expect(row).toMatchObject({ valid: true, familyId: null, successorId: null, invalidReason: '' })
          } else {
            expect(row).toMatchObject({ valid: false, familyId: row.id, invalidReason: 'Rotated' })
            const successors = all.filter(({ id, familyId }) => familyId === row.id && id !== row.id)
            expect(successors).toMatchObject([{ id: row.successorId, valid: true, successorId: null }])
          }
        }
        const acknowledged = all.filter((row) => reports.some(({ successorId }) => successorId === row.id))
        expect(acknowledged).toHaveLength(reports.length)
        const left = all.filter(isUntouched).filter(({ id }) => ids.includes(id))
        expect(left.length).toBeGreaterThan(0)

        // Nothing is locked for good. What the database had yet to commit is rotated already.
        for (const { id } of left) {
          const refusal = await tokens.rotateToken({ id }).then(
            () => undefined,
            (error: unknown) => error,
          )
          if (refusal) expect(refusal).toMatchObject({ code: 'ERR_WEBAPI_TOKEN_INVALID' })
        }
        const end = await rows()
        expect(end).toHaveLength(120)
        expect(end.filter(({ valid }) => valid)).toHaveLength(60)
      }
    })
  })
}
