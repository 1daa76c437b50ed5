import { connectTo, createDatabase, type DatabaseKind } from '../../support/databases.js'
import { nextMessage, startWorkers } from '../../support/workers.js'
import { createUser, repository, type SuiteContext } from './context.js'

/** better-sqlite3 with a rollback journal, which keeps COMMIT waiting while another process reads. */
export function busy(context: SuiteContext, kind: DatabaseKind): void {
  if (kind.name !== 'better-sqlite3') return

  test('with a rollback journal, a COMMIT that waits in vain for a reader blocks nobody afterwards, in 2 rounds', async () => {
    // Of its own: a test that fails may leave it locked.
    const db = await createDatabase(kind)
    await db.prisma.$queryRawUnsafe('PRAGMA journal_mode = DELETE')
    const [holder] = await startWorkers('./lock-worker.ts', [[kind.name, db.url, 'read']])
    if (!holder) throw new Error('There is one')
    const tell = async (message: string) => {
      const answer = nextMessage(holder)
      holder.send(message)
      await answer
    }
    const [impatient, other] = [await connectTo(kind.name, db.url, {}, 1), await connectTo(kind.name, db.url, {}, 1000)]
    const [tokens, theirs] = [repository(context, { client: impatient }), repository(context, { client: other })]
    const user = await createUser(other)
    const { token } = await theirs.generateToken(user)
    for (let round = 1; round <= 2; round++) {
      await tell('hold')
      const rotated = tokens.rotateToken(token, { retireOnFirstUse: true }).catch((error: unknown) => error)
      // After as many attempts as there are.
      await expect(tokens.generateToken(user)).rejects.toThrow('database is locked')
      await tell('release')
      await rotated
      await tokens.generateToken(user)
      await createUser(other)
    }
    await Promise.all([impatient.$disconnect(), other.$disconnect()])
    await db.close()
  })
}
