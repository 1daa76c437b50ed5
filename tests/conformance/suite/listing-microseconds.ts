import { WebAPITokenRepository } from '../../../src/index.js'
import type { TestClient } from '../../support/databases.js'
import { statementsOf, type SuiteContext, unique } from './context.js'
import { bareRow, times } from './rows.js'

interface Page {
  readonly tokens: readonly { readonly record: { readonly id: unknown; readonly timeAdded: Date } }[]
  readonly nextCursor: string | null
}

interface ListOptions {
  readonly orderBy: { readonly timeAdded: 'asc' | 'desc' }
  readonly take: number
  readonly cursor?: string | null
  readonly status?: 'active' | 'invalid'
  readonly where?: object
}

/** Models whose `timeAdded` has microseconds, but on SQLite, with what differs between them. */
const models = {
  accessToken: {
    table: 'access_tokens',
    async owner({ prisma }: SuiteContext['db']) {
      const user = await prisma.account.create({ data: { email: unique('mail') } })
      return {
        create: async (rows: readonly { timeAdded: Date; valid?: boolean }[]) => {
          const data = rows.map((row) => ({ ...bareRow(), ...row, department: 'HR', region: 'eu', userId: user.id }))
          await prisma.accessToken.createMany({ data })
        },
        ids: async () =>
          (await prisma.accessToken.findMany({ where: { userId: user.id }, orderBy: { id: 'asc' } })).map(
            ({ id }) => id,
          ),
        remove: (id: unknown) => prisma.accessToken.delete({ where: { id: id as string } }),
        listOn: (client: TestClient) => (options: ListOptions) =>
          new WebAPITokenRepository(client, { model: 'accessToken' }).listTokens({ ...options, user }),
      }
    },
  },
  robotToken: {
    table: 'robot_token',
    async owner({ prisma }: SuiteContext['db']) {
      const user = await prisma.robot.create({ data: { id: nextId() } })
      return {
        create: async (rows: readonly { timeAdded: Date; valid?: boolean }[]) => {
          const data = rows.map((row) => ({ ...bareRow(), ...row, id: nextId(), userId: user.id }))
          await prisma.robotToken.createMany({ data })
        },
        ids: async () =>
          (await prisma.robotToken.findMany({ where: { userId: user.id }, orderBy: { id: 'asc' } })).map(
            ({ id }) => id,
          ),
        remove: (id: unknown) => prisma.robotToken.delete({ where: { id: id as bigint } }),
        listOn: (client: TestClient) => (options: ListOptions) =>
          new WebAPITokenRepository(client, { model: 'robotToken' }).listTokens({ ...options, user }),
      }
    },
  },
}

let lastId = 2n ** 45n
const nextId = () => ++lastId

export function listingMicroseconds(context: SuiteContext): void {
  const now = new Date('2030-01-01T00:00:00.123Z')
  const at = (milliseconds: number) => new Date(now.getTime() + milliseconds)

  /** Gives each row microseconds in the opposite order of its id, as SQL of an app would. */
  async function spread(table: string, ids: readonly unknown[]) {
    const { prisma, kind } = context.db
    if (kind.provider === 'sqlite') return
    for (const [index, id] of ids.entries()) {
      const microseconds = 999 - index * 7
      await (kind.provider === 'mysql'
        ? prisma.$executeRawUnsafe(
            `UPDATE ${table} SET time_added = DATE_ADD(time_added, INTERVAL ${microseconds} MICROSECOND) WHERE id = ?`,
            id,
          )
        : prisma.$executeRawUnsafe(
            `UPDATE ${table} SET time_added = time_added + interval '${microseconds} microseconds'
             WHERE id = $1::${typeof id === 'string' ? 'uuid' : 'bigint'}`,
            id,
          ))
    }
  }

  async function pagesOf(
    list: (options: ListOptions) => Promise<Page>,
    options: ListOptions,
    between?: (page: Page) => Promise<unknown>,
  ): Promise<Page[]> {
    const pages: Page[] = []
    let cursor: string | null = null
    do {
      const page: Page = await list({ ...options, cursor })
      pages.push(page)
      // It would go on without an end.
      if (pages.length > 100) throw new Error('Too many pages')
      await between?.(page)
      cursor = page.nextCursor
    } while (cursor !== null)
    return pages
  }
  const recordsOf = (pages: readonly Page[]) => pages.flatMap(({ tokens }) => tokens.map(({ record }) => record))
  const sorted = (ids: readonly unknown[]) => ids.map(String).sort()

  describe.each(['accessToken', 'robotToken'] as const)('listTokens of %s by a time with microseconds', (model) => {
    const { table } = models[model]
    const owner = (db: SuiteContext['db']) => models[model].owner(db)

    /** 23 rows in three milliseconds, or as many as are given. */
    async function spreadRows(rows: readonly { timeAdded: Date; valid?: boolean }[] = threeMilliseconds) {
      const mine = await owner(context.db)
      await mine.create(rows)
      const ids = await mine.ids()
      await spread(table, ids)
      return { ...mine, ids, list: mine.listOn(context.db.prisma) }
    }
    const threeMilliseconds = times(23, (index) => ({ timeAdded: at((index * 7) % 3) }))

    test.each(['asc', 'desc'] as const)('pages of any size have each token once, in order: %s', async (direction) => {
      const { ids, list } = await spreadRows()
      for (const take of [1, 2, 4, 7, 8, 22, 23, 24]) {
        const pages = await pagesOf(list, { orderBy: { timeAdded: direction }, take })
        const records = recordsOf(pages)
        expect(sorted(records.map(({ id }) => id))).toEqual(sorted(ids))
        const milliseconds = records.map(({ timeAdded }) => timeAdded.getTime())
        const inOrder = [...milliseconds].sort((a, b) => (direction === 'asc' ? a - b : b - a))
        expect(milliseconds).toEqual(inOrder)
        expect(pages.map(({ tokens }) => tokens.length).slice(0, -1)).toEqual(Array(pages.length - 1).fill(take))
        expect(pages).toHaveLength(Math.ceil(23 / take))
      }
    })

    test.each(['asc', 'desc'] as const)('the filters apply to every page: %s', async (direction) => {
      const { list } = await spreadRows(threeMilliseconds.map((row, index) => ({ ...row, valid: index % 2 === 0 })))
      const others = await owner(context.db)
      await others.create(threeMilliseconds)
      const orderBy = { timeAdded: direction }
      const listed = recordsOf(await pagesOf(list, { orderBy, take: 3, status: 'active' }))
      expect(new Set(listed.map(({ id }) => id)).size).toBe(12)
      expect(listed).toHaveLength(12)
      const where = { OR: [{ valid: false }, { timeAdded: { lt: now } }] }
      expect(recordsOf(await pagesOf(list, { orderBy, take: 2, where }))).toHaveLength(11)
    })

    test.each(['asc', 'desc'] as const)(
      'goes on where it was when the token of the cursor goes, and others come behind it: %s',
      async (direction) => {
        const { ids, list, remove, create } = await spreadRows()
        const behind = direction === 'asc' ? -1 : 10
        const pages = await pagesOf(list, { orderBy: { timeAdded: direction }, take: 3 }, async ({ tokens }) => {
          await remove(tokens.at(-1)?.record.id)
          await create([{ timeAdded: at(behind) }])
        })
        expect(sorted(recordsOf(pages).map(({ id }) => id))).toEqual(sorted(ids))
      },
    )

    test('goes on when the rest of the millisecond goes with the token of the cursor', async () => {
      const { list, remove } = await spreadRows(times(6, (index) => ({ timeAdded: at(index < 4 ? 0 : 1) })))
      const orderBy = { timeAdded: 'asc' } as const
      const first = await list({ orderBy, take: 2 })
      const rest = await list({ orderBy, take: 4, cursor: first.nextCursor })
      for (const { record } of [...first.tokens, ...rest.tokens.slice(0, 2)]) await remove(record.id)
      const { tokens, nextCursor } = await list({ orderBy, take: 4, cursor: first.nextCursor })
      expect(tokens.map(({ record }) => record)).toEqual(rest.tokens.slice(2).map(({ record }) => record))
      expect(nextCursor).toBeNull()
    })

    test('takes one statement more where a page begins in a millisecond, and one where it ends in one', async () => {
      const { listOn } = await spreadRows(times(9, (index) => ({ timeAdded: at(index < 5 ? 0 : index) })))
      const orderBy = { timeAdded: 'asc' } as const
      const countOf = async (options: ListOptions) => {
        let page: Page | undefined
        const statements = await statementsOf(context, async (client) => (page = await listOn(client)(options)))
        return { cursor: page?.nextCursor ?? null, count: statements.filter((sql) => /^\W*SELECT/i.test(sql)).length }
      }
      const isPrecise = context.db.kind.provider !== 'sqlite'
      expect((await countOf({ orderBy, take: 9 })).count).toBe(1)
      expect((await countOf({ orderBy, take: 6 })).count).toBe(1)
      const first = await countOf({ orderBy, take: 2 })
      expect(first.count).toBe(isPrecise ? 2 : 1)
      expect((await countOf({ orderBy, take: 2, cursor: first.cursor })).count).toBe(1)
      expect((await countOf({ orderBy, take: 4, cursor: first.cursor })).count).toBe(isPrecise ? 2 : 1)
    })
  })
}
