import { settableClock } from '../../../src/testing/index.js'
import { createUser, failure, repository, statementsOf, type SuiteContext } from './context.js'
import { createRows } from './rows.js'

export function pruning(context: SuiteContext): void {
  // Pruning knows no users: only an age that nothing else in the database has keeps these tests apart from the others.
  const now = new Date('1960-01-01T00:00:00Z')
  const at = (offset: number) => new Date(now.getTime() + offset)
  const day = 86_400_000
  const tokensAt = (time = now) => repository(context, { clock: () => time })
  const notesOf = async (userId: number) =>
    (await context.db.prisma.webAPIToken.findMany({ where: { userId }, orderBy: { id: 'asc' } })).map(
      ({ note }) => note,
    )

  /** Rows with what is in them as their notes; none of them is left for the next test. */
  async function rowsOf(rows: Record<string, object>) {
    const user = await createUser(context.db.prisma)
    const data = Object.entries(rows).map(([note, row]) => ({ timeAdded: at(-day), note, ...row }))
    await createRows(context, user, data)
    return user.id
  }
  afterEach(() => context.db.prisma.webAPIToken.deleteMany({ where: { timeAdded: { lt: at(365 * day) } } }))

  const everyKind = {
    working: {},
    lasting: { expires: at(day) },
    'expired long ago': { expires: at(-2 * day) },
    'expired at the date': { expires: at(-day) },
    'just expired': { expires: at(-1) },
    'invalidated long ago': { valid: false, invalidDate: at(-2 * day) },
    'invalidated at the date': { valid: false, invalidDate: at(-day) },
    'just invalidated': { valid: false, invalidDate: at(-1) },
    // As it may be left behind by an app that has written it itself.
    'valid with a date': { valid: true, invalidDate: at(-2 * day) },
    'used long ago': { lastUsed: at(-2 * day), timeAdded: at(-3 * day) },
    'used at the date': { lastUsed: at(-day), timeAdded: at(-3 * day) },
    'never used': { timeAdded: at(-2 * day) },
    'used since': { timeAdded: at(-3 * day), lastUsed: at(-1) },
    retiring: { lastUsed: at(-2 * day), timeAdded: at(-3 * day), successorId: 1, expires: at(1) },
    'retiring without end': { timeAdded: at(-2 * day), successorId: 1 },
    'retired, unused': { lastUsed: at(-2 * day), timeAdded: at(-3 * day), successorId: 1, expires: at(-1) },
  }
  const before = at(-day)
  const criteria = {
    expiredBefore: ['expired long ago'],
    invalidatedBefore: ['invalidated long ago'],
    unusedSince: ['used long ago', 'never used', 'retired, unused'],
  }
  const combinations: (keyof typeof criteria)[][] = [
    ['expiredBefore'],
    ['invalidatedBefore'],
    ['unusedSince'],
    ['expiredBefore', 'invalidatedBefore'],
    ['expiredBefore', 'unusedSince'],
    ['expiredBefore', 'invalidatedBefore', 'unusedSince'],
  ]

  describe('pruneTokens and rotation', () => {
    test.each([{}, { dryRun: true }])(
      'unusedSince keeps the unused successor of a token that works, and only that: %p',
      async (options) => {
        const clock = settableClock(at(-9 * day))
        const tokens = repository(context, { clock })
        const user = await createUser(context.db.prisma)
        const generate = () => tokens.generateToken(user, { expires: at(9 * day) })
        const olds = [await generate(), await generate(), await generate(), await generate()] as const
        const [waiting, over, used, ended] = olds
        const successors = [
          await tokens.rotateToken(waiting.token, { retireOnFirstUse: true }),
          await tokens.rotateToken(over.token, { gracePeriod: day }),
          await tokens.rotateToken(used.token, { gracePeriod: 30 * day }),
          await tokens.rotateToken(ended.token),
        ] as const
        await tokens.authenticate(successors[2].token)
        clock.set(now)
        const unused = await tokens.generateToken(user)
        clock.set(at(1))

        const { count } = await tokens.pruneTokens({ unusedSince: at(0), ...options })
        const { count: again } = await tokens.pruneTokens({ unusedSince: at(1), batchSize: 2, ...options })

        // The last one is not older than the first date.
        expect([count, again]).toEqual('dryRun' in options ? [5, 6] : [5, 1])
        const ids = (await context.db.prisma.webAPIToken.findMany({ where: { userId: user.id } })).map(({ id }) => id)
        if ('dryRun' in options) return
        expect(ids.sort((a, b) => a - b)).toEqual([waiting.record.id, used.record.id, successors[0].record.id])
        expect(ids).not.toContain(unused.record.id)
        await tokens.rotateToken(waiting.token)
      },
    )

    test('a dry run counts what a run deletes, for 900 unused successors', async () => {
      const user = await createUser(context.db.prisma)
      const families = Array.from({ length: 900 }, (_, index) => 3_000_000 + index)
      const age = { timeAdded: at(-2 * day) }
      await createRows(
        context,
        user,
        families.map((id, index) => ({
          ...age,
          familyId: id,
          successorId: id,
          lastUsed: at(-2 * day),
          expires: at(index % 3 === 0 ? day : -day),
        })),
      )
      await createRows(
        context,
        user,
        families.map((id) => ({ ...age, id, familyId: id })),
      )
      const options = { unusedSince: at(-day), batchSize: 5_000 }
      const { count } = await tokensAt().pruneTokens({ ...options, dryRun: true })
      expect(await tokensAt().pruneTokens(options)).toEqual({ count })
      expect(count).toBe(1_200)
      expect(await context.db.prisma.webAPIToken.count({ where: { userId: user.id } })).toBe(600)
    })
  })

  describe('pruneTokens', () => {
    test.each(combinations.map((names) => ({ names })))(
      'by $names deletes what it says, and no other',
      async ({ names }) => {
        const userId = await rowsOf(everyKind)
        const options = Object.fromEntries(names.map((name) => [name, before]))
        const pruned = names.flatMap((name) => criteria[name])
        expect(await tokensAt().pruneTokens({ ...options, dryRun: true })).toEqual({ count: pruned.length })
        expect(await notesOf(userId)).toEqual(Object.keys(everyKind))
        expect(await tokensAt().pruneTokens(options)).toEqual({ count: pruned.length })
        expect(await notesOf(userId)).toEqual(Object.keys(everyKind).filter((note) => !pruned.includes(note)))
        expect(await tokensAt().pruneTokens(options)).toEqual({ count: 0 })
      },
    )

    test('expiredBefore a date to come deletes only what has expired', async () => {
      const userId = await rowsOf({ past: { expires: at(-1) }, now: { expires: now }, later: { expires: at(1) } })
      expect(await tokensAt().pruneTokens({ expiredBefore: at(day) })).toEqual({ count: 1 })
      expect(await notesOf(userId)).toEqual(['now', 'later'])
    })

    test('leaves those alone that a rotation has not retired yet', async () => {
      const clock = settableClock(at(-10 * day))
      const tokens = repository(context, { clock })
      const user = await createUser(context.db.prisma)
      const [id = 0] = await createRows(context, user, [{ timeAdded: clock() }])
      const { record } = await tokens.rotateToken({ id }, { gracePeriod: 5 * day })
      await context.db.prisma.webAPIToken.update({ where: { id: record.id }, data: { timeAdded: clock() } })
      clock.advance(4 * day)
      expect(await tokens.pruneTokens({ unusedSince: clock(), expiredBefore: clock() })).toEqual({ count: 0 })
      // Nor its successor, without which it could never be rotated again.
      const rows = await context.db.prisma.webAPIToken.findMany({ where: { userId: user.id } })
      expect(rows.map((row) => row.id).sort((a, b) => a - b)).toEqual([id, record.id])
      clock.advance(2 * day)
      expect(await tokens.pruneTokens({ unusedSince: clock() })).toEqual({ count: 2 })
    })

    const tenRows = () =>
      rowsOf(Object.fromEntries(Array.from({ length: 10 }, (_, index) => [String(index), { expires: at(-2 * day) }])))

    test('10 tokens in batches of 3 are 4 deletions, told one by one', async () => {
      await tenRows()
      const counts: number[] = []
      const statements = await statementsOf(context, async (client) => {
        const tokens = repository(context, { client, clock: () => now })
        const onProgress = ({ count }: { count: number }) => counts.push(count)
        const result = await tokens.pruneTokens({ expiredBefore: before, batchSize: 3, onProgress })
        expect(result).toEqual({ count: 10 })
      })
      expect(counts).toEqual([3, 6, 9, 10])
      expect(statements.filter((sql) => sql.startsWith('DELETE'))).toHaveLength(4)
    })

    test('waits for onProgress, and ends where that fails', async () => {
      const userId = await tenRows()
      const onProgress = () => Promise.reject(new Error('Enough'))
      const options = { expiredBefore: before, batchSize: 3, onProgress }
      expect((await failure(context, tokensAt().pruneTokens(options))).message).toBe('Enough')
      expect(await notesOf(userId)).toHaveLength(7)
    })

    test('ends with the reason of the signal between two batches', async () => {
      const userId = await tenRows()
      const controller = new AbortController()
      const onProgress = ({ count }: { count: number }) =>
        count === 6 && controller.abort(new Error('The night is over'))
      const options = { expiredBefore: before, batchSize: 3, onProgress, signal: controller.signal }
      expect(await failure(context, tokensAt().pruneTokens(options))).toBe(controller.signal.reason)
      expect(await notesOf(userId)).toEqual(['6', '7', '8', '9'])
      // It has been over since before the first one.
      expect(await failure(context, tokensAt().pruneTokens(options))).toBe(controller.signal.reason)
      expect(await failure(context, tokensAt().pruneTokens({ ...options, dryRun: true }))).toBe(
        controller.signal.reason,
      )
      expect(await notesOf(userId)).toHaveLength(4)
    })

    test('is undone with the transaction that it is called in', async () => {
      const userId = await tenRows()
      const lost = tokensAt().transaction(async (tokens) => {
        expect(await tokens.pruneTokens({ expiredBefore: before, batchSize: 3 })).toEqual({ count: 10 })
        throw new Error('Roll back')
      })
      expect((await failure(context, lost)).message).toBe('Roll back')
      expect(await notesOf(userId)).toHaveLength(10)
    })

    test('a cache does not answer with a token that was pruned', async () => {
      const user = await createUser(context.db.prisma)
      const tokens = repository(context, { clock: () => now, cache: { store: new Map(), ttl: day } })
      const { token, record } = await tokens.generateToken(user)
      await context.db.prisma.webAPIToken.update({ where: { id: record.id }, data: { timeAdded: at(-2 * day) } })
      expect(await tokens.authenticate(token, { lastUsedInterval: Infinity })).toMatchObject({ ok: true })
      await context.db.prisma.webAPIToken.update({ where: { id: record.id }, data: { lastUsed: null } })
      expect(await tokens.authenticate(token, { lastUsedInterval: Infinity })).toMatchObject({ ok: true })
      expect(await tokens.pruneTokens({ unusedSince: before })).toEqual({ count: 1 })
      expect(await tokens.authenticate(token)).toMatchObject({ ok: false, reason: 'unknown' })
    })

    test.each([
      ['expiredBefore', {}],
      ['expiredBefore', { expiredBefore: null, invalidatedBefore: undefined }],
      ['expiredBefore', { dryRun: true }],
      ['expiredBefore', { expiredBefore: new Date(Number.NaN) }],
      ['invalidatedBefore', { invalidatedBefore: new Date(Number.NaN) }],
      ['invalidatedBefore', { expiredBefore: now, invalidatedBefore: '1960-01-01' }],
      ['unusedSince', { unusedSince: 0 }],
      ['batchSize', { expiredBefore: now, batchSize: 0 }],
      ['onProgress', { expiredBefore: now, onProgress: 1 }],
      ['signal', { expiredBefore: now, signal: {} }],
    ] as [string, object][])('names %s in the TypeError for %p', async (name, options) => {
      const userId = await rowsOf(everyKind)
      const error = await failure(context, tokensAt().pruneTokens(options))
      expect([error.name, error.message.split(/[ ,]/)[0]]).toEqual(['TypeError', name])
      expect(await notesOf(userId)).toHaveLength(Object.keys(everyKind).length)
    })
  })
}
