import { WebAPITokenError, WebAPITokenRepository, webAPITokens } from '../../../src/index.js'
import { settableClock } from '../../../src/testing/index.js'
import {
  accessTokens,
  createUser,
  failure,
  givenTokens,
  repository,
  robotTokens,
  type SuiteContext,
  unique,
  watched,
} from './context.js'
import { bareRow, createRows, times } from './rows.js'

const minute = 60_000
const wrongCursor = { name: 'WebAPITokenCursorError', code: 'ERR_WEBAPI_TOKEN_INVALID_CURSOR' }

export function listing(context: SuiteContext): void {
  const now = new Date('2030-01-01T00:00:00Z')
  const at = (offset: number) => new Date(now.getTime() + offset)
  const tokensAt = (time = now) => repository(context, { clock: () => time })
  const owner = () => createUser(context.db.prisma)

  /** The ids on each page, from the first to the last. */
  async function pagesOf(
    list: (cursor: string | null) => Promise<{ tokens: { record: { id: unknown } }[]; nextCursor: string | null }>,
    between?: (page: number) => Promise<unknown>,
  ): Promise<unknown[][]> {
    const pages: unknown[][] = []
    let cursor: string | null = null
    do {
      const { tokens, nextCursor } = await list(cursor)
      pages.push(tokens.map(({ record }) => record.id))
      await between?.(pages.length)
      cursor = nextCursor
    } while (cursor !== null)
    return pages
  }

  /** A token of each status, by what it is in. */
  async function oneOfEach() {
    const user = await owner()
    const [active, lasting, expired, justExpired, invalid, both, retiring, retired] = await createRows(context, user, [
      {},
      { expires: at(1) },
      { expires: at(-minute) },
      { expires: now },
      { valid: false, invalidDate: now },
      { valid: false, invalidDate: now, expires: at(-minute), successorId: 1 },
      { successorId: 1, familyId: -user.id, expires: at(minute) },
      { successorId: 1, familyId: -user.id, expires: at(-minute) },
    ])
    return {
      user,
      ids: {
        active: [active, lasting],
        expired: [expired, justExpired, retired],
        invalid: [invalid, both],
        retiring: [retiring],
      },
    }
  }
  const statuses = ['active', 'expired', 'invalid', 'retiring'] as const

  describe('listTokens', () => {
    test.each([
      ['the newest first', undefined, 'timeAdded', 'desc'],
      ['timeAdded desc', { timeAdded: 'desc' }, 'timeAdded', 'desc'],
      ['timeAdded asc', { timeAdded: 'asc' }, 'timeAdded', 'asc'],
      ['id desc', { id: 'desc' }, 'id', 'desc'],
      ['id asc', { id: 'asc' }, 'id', 'asc'],
    ] as const)('pages have each token once and in order: %s', async (_name, orderBy, field, direction) => {
      const user = await owner()
      // Three times for 23 tokens, not in the order of their ids, so that pages end in the middle of equal ones.
      const rows = times(23, (index) => ({ timeAdded: at(-minute * ((index * 7) % 3)) }))
      const ids = await createRows(context, user, rows)
      const order = ids
        .map((id, index) => ({ id, time: field === 'id' ? 0 : Number(rows[index]?.timeAdded) }))
        .sort((a, b) => a.time - b.time || a.id - b.id)
        .map(({ id }) => id)
      if (direction === 'desc') order.reverse()

      for (const take of [1, 4, 22, 23, 24]) {
        const pages = await pagesOf((cursor) => tokensAt().listTokens({ user, orderBy, take, cursor }))
        expect(pages.flat()).toEqual(order)
        // None of them is empty: the last one knows that it is the last.
        expect(pages.map(({ length }) => length).slice(0, -1)).toEqual(Array(Math.ceil(23 / take) - 1).fill(take))
      }
    })

    test.each(['timeAdded', 'id'] as const)(
      'goes on where it was while tokens come and the token of the cursor goes, by %s',
      async (field) => {
        const { prisma } = context.db
        for (const direction of ['asc', 'desc'] as const) {
          const user = await owner()
          const orderBy = field === 'id' ? { id: direction } : { timeAdded: direction }
          const ids = await createRows(context, user, Array(12).fill({ timeAdded: now }) as object[])
          const seen: unknown[] = []
          const pages = await pagesOf(
            async (cursor) => {
              const page = await tokensAt().listTokens({ user, orderBy, take: 3, cursor })
              seen.push(...page.tokens.map(({ record }) => record.id))
              return page
            },
            async (page) => {
              await prisma.webAPIToken.delete({ where: { id: seen.at(-1) as number } })
              // Behind the cursor, both in time and by id.
              if (direction === 'desc') await createRows(context, user, [{ timeAdded: at(minute * page) }])
            },
          )
          expect(pages.flat()).toEqual(direction === 'asc' ? ids : [...ids].reverse())
        }
      },
    )

    test('a token that is added ahead of the cursor is on a later page, once', async () => {
      const user = await owner()
      const ids = await createRows(context, user, Array(4).fill({ timeAdded: now }) as object[])
      const added: number[] = []
      const pages = await pagesOf(
        (cursor) => tokensAt().listTokens({ user, orderBy: { timeAdded: 'asc' }, take: 2, cursor }),
        async (page) => page <= 2 && added.push(...(await createRows(context, user, [{ timeAdded: at(page) }]))),
      )
      expect(pages.flat()).toEqual([...ids, ...added])
      expect(added).toHaveLength(2)
    })

    test('there is no cursor after the last page, nor on an empty one', async () => {
      const user = await owner()
      expect(await tokensAt().listTokens({ user })).toEqual({ tokens: [], nextCursor: null })
      await createRows(context, user, [{}, {}])
      expect(await tokensAt().listTokens({ user, take: 2 })).toMatchObject({ nextCursor: null })
      expect(await tokensAt().listTokens({ user, take: 1 })).toMatchObject({
        nextCursor: expect.stringMatching(/^[\w-]+$/) as string,
      })
    })

    test('takes more than there are: 130 of 1,000, and 100 where nothing is said', async () => {
      const user = await owner()
      await createRows(context, user, Array(130).fill({}) as object[])
      expect((await tokensAt().listTokens({ user, take: 1000 })).tokens).toHaveLength(130)
      const first = await tokensAt().listTokens({ user })
      expect(first.tokens).toHaveLength(100)
      expect((await tokensAt().listTokens({ user, cursor: first.nextCursor })).tokens).toHaveLength(30)
    })

    test('tells the status of each token, as each filter does', async () => {
      const { user, ids } = await oneOfEach()
      const all = await tokensAt().listTokens({ user, orderBy: { id: 'asc' } })
      expect(all.tokens).toHaveLength(Object.values(ids).flat().length)
      for (const status of statuses) {
        const page = await tokensAt().listTokens({ user, status, orderBy: { id: 'asc' } })
        expect(page.tokens.map((each) => [each.record.id, each.status])).toEqual(ids[status].map((id) => [id, status]))
        expect(all.tokens.filter((each) => each.status === status).map(({ record }) => record.id)).toEqual(ids[status])
      }
    })

    test('takes lists of statuses', async () => {
      const { user, ids } = await oneOfEach()
      const idsOf = async (status: readonly (typeof statuses)[number][]) =>
        (await tokensAt().listTokens({ user, status })).tokens.map(({ record }) => record.id).sort((a, b) => a - b)
      expect(await idsOf(['active', 'retiring'])).toEqual([...ids.active, ...ids.retiring])
      expect(await idsOf(statuses)).toEqual(
        Object.values(ids)
          .flat()
          .sort((a, b) => (a ?? 0) - (b ?? 0)),
      )
      expect(await idsOf([])).toEqual([])
    })

    test('a rotated token is retiring, and then expired', async () => {
      const user = await owner()
      const clock = settableClock(now)
      const tokens = repository(context, { clock })
      const { token, record } = await tokens.generateToken(user)
      const { record: successor } = await tokens.rotateToken(token, { gracePeriod: minute })
      const found = async () =>
        Object.fromEntries((await tokens.listTokens({ user })).tokens.map((each) => [each.record.id, each.status]))
      expect(await found()).toEqual({ [record.id]: 'retiring', [successor.id]: 'active' })
      clock.advance(minute)
      expect(await found()).toEqual({ [record.id]: 'expired', [successor.id]: 'active' })
    })

    test('the filters all apply, whatever the app has in its own', async () => {
      const [user, other] = [await owner(), await owner()]
      const [a, b] = await createRows(context, user, [{ note: 'a' }, { note: 'b' }, { note: 'a', valid: false }])
      await createRows(context, other, [{ note: 'a' }, { note: 'b' }])
      const idsOf = async (options: Parameters<ReturnType<typeof repository>['listTokens']>[0]) =>
        (await tokensAt().listTokens({ ...options, orderBy: { id: 'asc' } })).tokens.map(({ record }) => record.id)
      expect(await idsOf({ user: user.id, where: { note: 'a' }, status: 'active' })).toEqual([a])
      const where = { OR: [{ note: 'a' }, { note: 'b' }], AND: [{ valid: true }] }
      expect(await idsOf({ user, where })).toEqual([a, b])
      expect(await idsOf({ user, where, status: 'invalid' })).toEqual([])
      expect(await idsOf({ user, where: { userId: other.id } })).toEqual([])
      expect(await idsOf({ where: { user: { is: { username: user.username } }, valid: true } })).toEqual([a, b])
      expect(await idsOf({ where: { ...where, userId: other.id } })).toHaveLength(2)
    })

    test('a filter with OR does not widen the pages', async () => {
      const [user, other] = [await owner(), await owner()]
      const ids = await createRows(context, user, Array(5).fill({ timeAdded: now, note: 'a' }) as object[])
      await createRows(context, other, Array(5).fill({ timeAdded: now, note: 'a' }) as object[])
      const where = { OR: [{ note: 'a' }, { note: 'b' }] }
      const status = ['active', 'expired'] as const
      const orderBy = { timeAdded: 'asc' } as const
      const pages = await pagesOf((cursor) => tokensAt().listTokens({ user, where, status, take: 2, orderBy, cursor }))
      expect(pages).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)])
    })

    test('never shows the digest, and brings along what is asked for', async () => {
      const user = await owner()
      const [id] = await createRows(context, user, [{ note: 'CI' }])
      const recordOf = async (options: object) => (await tokensAt().listTokens({ user, ...options })).tokens[0]?.record
      const plain = await recordOf({})
      expect(plain).toMatchObject({ id, note: 'CI', tokenHint: '', userId: user.id })
      expect(plain).not.toHaveProperty('token')
      expect(await recordOf({ select: { token: true } })).toEqual({})
      expect(await recordOf({ select: { note: true, token: true } })).toEqual({ note: 'CI' })
      expect(await recordOf({ select: { user: { select: { username: true } }, valid: false } })).toEqual({
        user: { username: user.username },
      })
      expect(await recordOf({ include: { user: true } })).toEqual({ ...plain, user })
    })

    test('pages and tells the status whatever is selected, or omitted everywhere', async () => {
      const { user, ids } = await oneOfEach()
      const client = await context.db.connect({
        omit: { webAPIToken: { token: true, timeAdded: true, valid: true, expires: true } },
      })
      for (const tokens of [tokensAt(), repository(context, { client, clock: () => now })]) {
        const found: string[] = []
        await pagesOf(async (cursor) => {
          const page = await tokens.listTokens({ user, take: 3, cursor, select: { note: true } })
          found.push(...page.tokens.map(({ status }) => status))
          expect(page.tokens.map(({ record }) => record)).toEqual(page.tokens.map(() => ({ note: '' })))
          return { tokens: [], nextCursor: page.nextCursor }
        })
        expect(found.sort()).toEqual(statuses.flatMap((status) => ids[status].map(() => status)))
      }
    })

    test.each([
      ['not base64', '%%%'],
      ['not JSON', Buffer.from('nope').toString('base64url')],
      ['JSON of another shape', Buffer.from('{"a":1}').toString('base64url')],
      ['null', Buffer.from('null').toString('base64url')],
      ['an id that is an object', Buffer.from('["timeAdded desc",0,"string",{"gt":0}]').toString('base64url')],
      ['an id that is no number', Buffer.from('["timeAdded desc",0,"number","x"]').toString('base64url')],
      ['an id that is no bigint', Buffer.from('["timeAdded desc",0,"bigint","1.5"]').toString('base64url')],
      ['an unknown type', Buffer.from('["timeAdded desc",0,"object","1"]').toString('base64url')],
      ['a year that no database has', Buffer.from('["timeAdded desc",8.64e15,"number","1"]').toString('base64url')],
      ['no date', Buffer.from('["timeAdded desc",1e300,"number","1"]').toString('base64url')],
      ['a text for a date', Buffer.from('["timeAdded desc","x","number","1"]').toString('base64url')],
      ['no time', Buffer.from('["timeAdded desc",null,"number","1"]').toString('base64url')],
      ['another type of id', Buffer.from('["timeAdded desc",0,"string","x"]').toString('base64url')],
      [
        'an id beyond the column',
        Buffer.from('["timeAdded desc",0,"number","9007199254740991"]').toString('base64url'),
      ],
      ['an empty text', ''],
    ])('a cursor that is %s is an error with a code', async (_name, cursor) => {
      const user = await owner()
      await createRows(context, user, [{}])
      const error = await failure(context, tokensAt().listTokens({ user, cursor }))
      expect(error).toBeInstanceOf(WebAPITokenError)
      expect(error).toMatchObject(wrongCursor)
    })

    test.each([[5], [{}], [['x']], [true]])(
      'a cursor that is no text is a TypeError that names it: %p',
      async (cursor) => {
        const error = await failure(context, tokensAt().listTokens({ cursor: cursor as never }))
        expect([error.name, error.message]).toEqual(['TypeError', 'cursor must be a string'])
      },
    )

    test('refuses options that it does not know', async () => {
      const error = await failure(context, tokensAt().listTokens({ after: 'x' } as object))
      expect([error.name, error.message]).toEqual(['TypeError', expect.stringMatching(/^listTokens: .*"after"/)])
    })

    test('a cursor of another order is an error with a code', async () => {
      const user = await owner()
      await createRows(context, user, [{}, {}])
      const orders = [{ timeAdded: 'asc' }, { timeAdded: 'desc' }, { id: 'asc' }, { id: 'desc' }] as const
      for (const orderBy of orders) {
        const { nextCursor: cursor } = await tokensAt().listTokens({ user, take: 1, orderBy })
        expect((await tokensAt().listTokens({ user, cursor, orderBy })).tokens).toHaveLength(1)
        for (const other of orders.filter((each) => each !== orderBy)) {
          const error = await failure(context, tokensAt().listTokens({ user, cursor, orderBy: other }))
          expect(error).toMatchObject(wrongCursor)
        }
      }
    })

    test.each([
      ['take', { take: 0 }],
      ['take', { take: 1.5 }],
      ['take', { take: '5' }],
      ['orderBy', { orderBy: { note: 'asc' } }],
      ['orderBy', { orderBy: { id: 'up' } }],
      ['orderBy', { orderBy: { id: 'asc', timeAdded: 'asc' } }],
      ['orderBy', { orderBy: {} }],
      ['orderBy', { orderBy: [{ id: 'asc' }] }],
      ['orderBy', { orderBy: 'id' }],
      ['user', { user: undefined }],
      ['user', { user: {} }],
      ['where', { where: undefined }],
      ['where', { where: null }],
      ['where', { where: 'note' }],
      ['where.note', { where: { note: undefined } }],
      ['where.OR[0].note', { where: { OR: [{ note: undefined }] } }],
      ['status', { status: 'revoked' }],
      ['status', { status: ['active', 'revoked'] }],
      ['status', { status: null }],
      ['status', { status: 7 }],
    ])('names %s in the TypeError for %p', async (name, options) => {
      const error = await failure(context, tokensAt().listTokens(options as object))
      expect([error.name, error.message.split(' ')[0]]).toEqual(['TypeError', name])
    })

    test('lists a renamed model with String ids', async () => {
      const { prisma } = context.db
      const account = await prisma.account.create({ data: { email: unique('mail') } })
      const tokens = accessTokens(context)
      const row = { userId: account.id, department: 'HR', region: 'eu', timeAdded: now }
      await prisma.accessToken.createMany({ data: times(7, () => ({ ...bareRow(), ...row })) })
      const ids = (await prisma.accessToken.findMany({ where: { userId: account.id } })).map(({ id }) => id)
      for (const orderBy of [{ timeAdded: 'desc' }, { id: 'asc' }] as const) {
        const pages = await pagesOf((cursor) => tokens.listTokens({ user: account, take: 3, orderBy, cursor }))
        expect(pages.map(({ length }) => length)).toEqual([3, 3, 1])
        expect(pages.flat().sort()).toEqual([...ids].sort())
      }
      for (const id of ['a\0', 'a\ud800']) {
        const cursor = Buffer.from(JSON.stringify(['id asc', null, 'string', id])).toString('base64url')
        const error = await failure(context, tokens.listTokens({ orderBy: { id: 'asc' }, cursor }))
        expect(error).toMatchObject(wrongCursor)
      }
      const [first] = (await tokens.listTokens({ user: account, where: { region: 'eu' } })).tokens
      expect(first?.record).toMatchObject({ department: 'HR' })
      expect(first?.record).not.toHaveProperty('token')
    })

    test('lists a model with BigInt ids', async () => {
      const { prisma } = context.db
      const robot = await prisma.robot.create({ data: { id: 2n ** 48n } })
      const tokens = robotTokens(context, { generator: givenTokens(unique('robot')) })
      // As large as the adapter of libSQL takes them.
      const ids = times(7, (index) => 2n ** 53n - 8n + BigInt(index))
      await prisma.robotToken.createMany({
        data: ids.map((id) => ({ ...bareRow(), id, userId: robot.id, timeAdded: now })),
      })
      for (const orderBy of [{ timeAdded: 'asc' }, { id: 'asc' }] as const) {
        const pages = await pagesOf((cursor) => tokens.listTokens({ user: robot, take: 3, orderBy, cursor }))
        expect(pages).toEqual([ids.slice(0, 3), ids.slice(3, 6), ids.slice(6)])
      }
      const cursor = Buffer.from(JSON.stringify(['id asc', null, 'bigint', String(2n ** 64n)])).toString('base64url')
      const error = await failure(context, tokens.listTokens({ orderBy: { id: 'asc' }, cursor }))
      expect(error).toMatchObject(wrongCursor)
    })

    test('is a method of the extended client, with its types', async () => {
      const user = await owner()
      const [id] = await createRows(context, user, [{ note: 'CI' }])
      const db = context.db.prisma.$extends(webAPITokens(watched(context, {}) as object))
      const { tokens } = await db.webAPIToken.listTokens({ user, status: 'active', include: { user: true } })
      tokens.map(({ record }) => record.user.username satisfies string)
      expect(tokens).toMatchObject([{ status: 'active', record: { id, user: { id: user.id } } }])
      const { tokens: selected } = await db.webAPIToken.listTokens({ user, select: { note: true, token: true } })
      selected satisfies { record: { note: string } }[]
      expect(selected).toEqual([{ status: 'active', record: { note: 'CI' } }])
    })
  })

  describe('listExpiring', () => {
    const within = 10 * minute
    const noted = (id: number | undefined) =>
      context.db.prisma.webAPIToken.findUniqueOrThrow({ where: { id: id ?? 0 } })

    test('lists what is about to expire, the soonest first, and nothing else', async () => {
      const [user, other] = [await owner(), await owner()]
      const [late, soon, next] = await createRows(context, user, [
        { expires: at(within) },
        { expires: at(1) },
        { expires: at(minute) },
        { expires: at(within + 1) },
        { expires: now },
        { expires: at(-minute) },
        {},
        { expires: at(minute), valid: false },
        { expires: at(minute), successorId: 1 },
        { expires: at(minute), expiryNotified: at(-minute) },
      ])
      await createRows(context, other, [{ expires: at(minute) }])
      const list = await tokensAt().listExpiring({ user, within, include: { user: true } })
      expect(list.map(({ record }) => record.id)).toEqual([soon, next, late])
      expect(list[0]).toMatchObject({ status: 'active', record: { user: { username: user.username } } })
      expect(list[0]?.record).not.toHaveProperty('token')
      expect(await context.db.prisma.webAPIToken.count({ where: { userId: user.id, expiryNotified: now } })).toBe(3)
      expect(await context.db.prisma.webAPIToken.count({ where: { userId: other.id, expiryNotified: null } })).toBe(1)
    })

    test('lists each token once, to whoever asks', async () => {
      const user = await owner()
      const ids = await createRows(
        context,
        user,
        times(5, (index) => ({ expires: at(minute + index) })),
      )
      expect((await tokensAt().listExpiring({ user, within, take: 2 })).map(({ record }) => record.id)).toEqual(
        ids.slice(0, 2),
      )
      // Nothing of it is in the memory of the process.
      const client = await context.db.connect()
      const elsewhere = new WebAPITokenRepository(client, { clock: () => at(1) })
      expect((await elsewhere.listExpiring({ user, within })).map(({ record }) => record.id)).toEqual(ids.slice(2))
      expect(await elsewhere.listExpiring({ user, within })).toEqual([])
      expect(await tokensAt().listExpiring({ user, within })).toEqual([])
    })

    test('leaves lastUpdated as it was', async () => {
      const user = await owner()
      const lastUpdated = new Date('2029-01-01T00:00:00.123Z')
      const [id] = await createRows(context, user, [{ expires: at(minute), lastUpdated }])
      const before = await noted(id)
      expect(await tokensAt().listExpiring({ user, within })).toHaveLength(1)
      expect(await noted(id)).toEqual({ ...before, expiryNotified: now })
      expect(before.lastUpdated).toEqual(lastUpdated)
    })

    test('lists a token again when updateToken has given it another expiry, and only then', async () => {
      const user = await owner()
      const [id = 0] = await createRows(context, user, [{ expires: at(minute) }])
      const tokens = tokensAt()
      expect(await tokens.listExpiring({ user, within })).toHaveLength(1)
      await tokens.updateToken({ id }, { note: 'new' })
      expect(await tokens.listExpiring({ user, within })).toEqual([])
      await tokens.updateToken({ id }, { expires: at(within * 2) })
      expect(await tokens.listExpiring({ user, within })).toEqual([])
      expect(await tokensAt(at(within)).listExpiring({ user, within })).toMatchObject([{ record: { id } }])
    })

    test('is undone with the transaction that it is called in', async () => {
      const user = await owner()
      await createRows(context, user, [{ expires: at(minute) }])
      const tokens = tokensAt()
      const lost = tokens.transaction(async (inner) => {
        expect(await inner.listExpiring({ user, within })).toHaveLength(1)
        expect(await inner.listExpiring({ user, within })).toHaveLength(0)
        throw new Error('No reminder was sent')
      })
      expect((await failure(context, lost)).message).toBe('No reminder was sent')
      expect(await tokens.listExpiring({ user, within })).toHaveLength(1)
    })

    test('two callers at once list each of 12 tokens to one of them, in each of 15 rounds', async () => {
      const user = await owner()
      // In one process, a second connection of better-sqlite3 would keep the first one from ending its transaction.
      const isBlocking = context.db.kind.name === 'better-sqlite3'
      const client = isBlocking ? context.db.prisma : await context.db.connect()
      const others = repository(context, { client, clock: () => now })
      for (let round = 0; round < 15; round++) {
        const ids = await createRows(context, user, Array(12).fill({ expires: at(minute) }) as object[])
        const lists = await Promise.all(
          [tokensAt(), others].map((tokens) => tokens.listExpiring({ user, within, select: { id: true } })),
        )
        expect(
          lists
            .flat()
            .map(({ record }) => record.id)
            .sort((a, b) => a - b),
        ).toEqual(ids)
      }
    })

    test('filters and selects', async () => {
      const user = await owner()
      const [, b] = await createRows(context, user, [
        { note: 'a', expires: at(minute) },
        { note: 'b', expires: at(minute) },
      ])
      const where = { OR: [{ note: 'b' }, { note: 'c' }], user: { is: { username: user.username } } }
      const list = await tokensAt().listExpiring({ where, within, select: { note: true, token: true } })
      expect(list).toEqual([{ status: 'active', record: { note: 'b' } }])
      expect(await noted(b)).toMatchObject({ expiryNotified: now })
      expect(await tokensAt().listExpiring({ user, within })).toMatchObject([{ record: { note: 'a' } }])
    })

    test.each([
      ['within', {}],
      ['within', { within: -1 }],
      ['within', { within: '5' }],
      ['within', { within: Number.NaN }],
      ['within', { within: Infinity }],
      ['take', { within, take: 0 }],
      ['user', { within, user: undefined }],
      ['where.note', { within, where: { note: undefined } }],
    ])('names %s in the TypeError for %p', async (name, options) => {
      const error = await failure(context, tokensAt().listExpiring(options as { within: number }))
      expect([error.name, error.message.split(' ')[0]]).toEqual(['TypeError', name])
    })
  })
}
