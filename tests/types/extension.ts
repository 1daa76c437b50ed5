// Compiled by `npm run check`, never run: the extension has the types of the app's schema, before and after others.
import type { PrismaClient as MysqlClient } from '../../generated/test/mysql/client.js'
import type { PrismaClient as PostgresqlClient } from '../../generated/test/postgresql/client.js'
import type { PrismaClient as SqliteClient } from '../../generated/test/sqlite/client.js'
import { type WebAPITokenModelMethods, WebAPITokenRepository, webAPITokens } from '../../src/index.js'

declare const sqlite: SqliteClient
declare const postgresql: PostgresqlClient
declare const mysql: MysqlClient

export async function everyProvider(): Promise<void> {
  const clients = [
    sqlite.$extends(webAPITokens()),
    postgresql.$extends(webAPITokens({ tokenType: 'acme' })),
    mysql.$extends(webAPITokens({ model: 'webAPIToken' })),
  ] as const
  for (const db of clients) {
    const { token, record } = await db.webAPIToken.generateToken(1, { note: 'CI' })
    token satisfies string
    record.id satisfies number
    // @ts-expect-error The digest is not in the record.
    record.token
    // @ts-expect-error The app's user ids are numbers.
    await db.webAPIToken.generateToken('1')
    await db.webAPIToken.invalidateTokens({ users: [1, { id: 2 }], where: { note: { contains: 'x' } } })
    // @ts-expect-error No such field.
    await db.webAPIToken.invalidateTokens({ where: { nope: 1 } })
    await db.webAPIToken.updateToken({ id: 1 }, { note: 'x' })
    db.webAPIToken.on('created', (event) => event.record.note satisfies string)
    // @ts-expect-error Other models have no verbs.
    db.user.generateToken
  }
}

export async function renamedAndComposed(): Promise<void> {
  const db = postgresql
    .$extends({
      result: { accessToken: { label2: { needs: { note: true }, compute: ({ note }) => note.length } } },
    })
    .$extends(webAPITokens({ model: 'accessToken' }))
    .$extends({ query: { accessToken: { create: ({ args, query }) => query(args) } } })
  const data = { department: 'HR', region: 'eu' }
  const { record } = await db.accessToken.generateToken('user', { data })
  record.label2 satisfies number
  record.department satisfies string
  await db.$transaction(async (tx) => {
    const inside = await tx.accessToken.generateToken('user', { data })
    inside.record.region satisfies string
  })
  // @ts-expect-error The app's model has required fields.
  await db.accessToken.generateToken('user')
  // @ts-expect-error The extension is for the other model.
  db.webAPIToken.generateToken
  await new WebAPITokenRepository(db, { model: 'accessToken' }).generateToken('user', { data })
}

/** Transactions are the client's business there. */
type VerbOfRepository = Exclude<
  keyof WebAPITokenRepository<SqliteClient>,
  'transaction' | 'withTransaction' | 'withClient'
>

export const delegateHasEachVerb: [Exclude<VerbOfRepository, keyof WebAPITokenModelMethods>] extends [never]
  ? true
  : false = true
