// Compiled by `npm run check`, never run: the types of a renamed model with fields of its own, on each provider.
import type { PrismaClient as MysqlClient } from '../../generated/test/mysql/client.js'
import type { PrismaClient as PostgresqlClient } from '../../generated/test/postgresql/client.js'
import type { PrismaClient as SqliteClient } from '../../generated/test/sqlite/client.js'
import { WebAPITokenRepository } from '../../src/index.js'
import { createTestToken } from '../../src/testing/index.js'

declare const sqlite: SqliteClient
declare const postgresql: PostgresqlClient
declare const mysql: MysqlClient

export async function accessTokens(): Promise<void> {
  const repositories = [
    new WebAPITokenRepository(sqlite, { model: 'accessToken' }),
    new WebAPITokenRepository(postgresql, { model: 'accessToken' }),
    new WebAPITokenRepository(mysql, { model: 'accessToken' }),
  ] as const
  for (const tokens of repositories) {
    const { record } = await tokens.generateToken('user', { data: { department: 'HR', region: 'eu', label: null } })
    record.id satisfies string
    record.department satisfies string
    record.label satisfies string | null
    record.rank satisfies number
    // @ts-expect-error The app's user ids are strings.
    await tokens.generateToken(1, { data: { department: 'HR', region: 'eu' } })
    // @ts-expect-error The app's model has required fields.
    await tokens.generateToken('user')
    // @ts-expect-error Both of them.
    await tokens.generateToken('user', { data: { department: 'HR' } })
    // @ts-expect-error No such field.
    await tokens.generateToken('user', { data: { department: 'HR', region: 'eu', nope: 1 } })
    await tokens.updateToken({ id: 'x' }, { data: { rank: { increment: 1 } } })
    await tokens.updateToken({ id: 'x' }, { data: { label: 'x' } })
    // @ts-expect-error Not the type of that field.
    await tokens.updateToken({ id: 'x' }, { data: { rank: 'first' } })
    await tokens.invalidateTokens({ where: { region: 'eu', rank: { gt: 3 } } })
  }
}

export async function lives(): Promise<void> {
  const tokens = new WebAPITokenRepository(postgresql, { model: 'accessToken' })
  const data = { department: 'HR', region: 'eu' }
  for await (const batch of tokens.generateTokens(['user', { id: 'other' }], { data, batchSize: 10 })) {
    for (const { token, record } of batch) [token, record.region] satisfies [string, string]
  }
  // @ts-expect-error The app's model has required fields.
  tokens.generateTokens(['user'])
  // @ts-expect-error The app's user ids are strings.
  tokens.generateTokens([1], { data })

  const { record } = await tokens.rotateToken({ id: 'x' }, { copy: ['region', 'rank'], data: { department: 'IT' } })
  record.successorId satisfies string | null
  // @ts-expect-error No such field.
  await tokens.rotateToken({ id: 'x' }, { copy: ['nope'] })

  const { tokens: page, nextCursor } = await tokens.listTokens({
    user: 'user',
    status: ['active', 'retiring'],
    where: { region: 'eu' },
    select: { region: true, user: { select: { email: true } } },
    cursor: null,
  })
  nextCursor satisfies string | null
  for (const { record: row, status } of page) {
    row.user.email satisfies string
    status satisfies 'active' | 'expired' | 'invalid' | 'retiring'
    // @ts-expect-error Not selected.
    row.department
  }
  // @ts-expect-error No such order.
  await tokens.listTokens({ orderBy: { note: 'asc' } })
  const [expiring] = await tokens.listExpiring({ within: 1000, include: { user: true } })
  expiring?.record.user.email satisfies string | undefined
  // @ts-expect-error The digest is not in a list.
  expiring?.record.token
  // @ts-expect-error Within what?
  await tokens.listExpiring({})
  ;(await tokens.pruneTokens({ expiredBefore: new Date(), dryRun: true })) satisfies { count: number }
}

export async function robotTokens(): Promise<void> {
  const tokens = new WebAPITokenRepository(postgresql, { model: 'robotToken' })
  const { record } = await tokens.generateToken(1n, { data: { id: 2n } })
  record.userId satisfies bigint
  // @ts-expect-error The app's model has an id that the app makes.
  await tokens.generateToken(1n)
  // @ts-expect-error The app's user ids are bigints.
  await tokens.generateToken(1, { data: { id: 2n } })
}

export async function testTokens(): Promise<void> {
  const { record } = await createTestToken(sqlite, 1, { valid: false, invalidDate: new Date() }, {})
  record.note satisfies string
  const overrides = { department: 'HR', region: 'eu', valid: false }
  const { record: renamed } = await createTestToken(mysql, 'user', overrides, { model: 'accessToken' })
  renamed.region satisfies string
  // @ts-expect-error The app's required fields are required.
  await createTestToken(mysql, 'user', { department: 'HR' }, { model: 'accessToken' })
  // @ts-expect-error No such field.
  await createTestToken(sqlite, 1, { nope: 1 }, {})
}
