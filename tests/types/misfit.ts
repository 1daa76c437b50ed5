// Compiled by `npm run check`, never run: a model whose fields have the wrong types, and ids that are not the app's to make.
import type { PrismaClient as PostgresqlClient } from '../../generated/test/postgresql/client.js'
import type { PrismaClient as SqliteClient } from '../../generated/test/sqlite/client.js'
import { WebAPITokenRepository } from '../../src/index.js'

declare const sqlite: SqliteClient
declare const postgresql: PostgresqlClient

export function misfits(): void {
  // @ts-expect-error The field valid is an Int there.
  new WebAPITokenRepository(sqlite, { model: 'misfitToken' })
  // @ts-expect-error The same on another provider.
  new WebAPITokenRepository(postgresql, { model: 'misfitToken' })
}

export async function ids(): Promise<void> {
  // @ts-expect-error The database counts the ids of this model.
  await new WebAPITokenRepository(sqlite).generateToken(1, { data: { id: 7 } })
  const data = { department: 'HR', region: 'eu' }
  await new WebAPITokenRepository(sqlite, { model: 'accessToken' }).generateToken('user', {
    data: { id: 'x', ...data },
  })
}

export async function slips(): Promise<void> {
  const tokens = new WebAPITokenRepository(sqlite)
  // @ts-expect-error The option is `users`.
  await tokens.invalidateTokens({ user: 1 })
  // @ts-expect-error Nobody is not everybody.
  await tokens.listTokens({ user: null })
  // @ts-expect-error A filter that is undefined is no filter.
  await tokens.invalidateTokens({ where: undefined })
  // @ts-expect-error The same for users.
  await tokens.invalidateTokens({ users: undefined })
  await tokens.invalidateTokens({ users: [1], invalidReason: undefined, batchSize: undefined })
}
