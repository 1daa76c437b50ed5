import { createTestToken } from '../../../src/testing/index.js'
import { WebAPITokenRepository } from '../../../src/index.js'
import { createDatabase, databaseKind, type TestClient, type TestDatabase } from '../../../tests/support/databases.js'
import { createUser } from '../../../tests/conformance/suite/context.js'

/** An app with a table of tokens. */
export interface TestApp {
  readonly db: TestDatabase
  readonly prisma: TestClient
  readonly tokens: WebAPITokenRepository<TestClient>
}

/** Makes a database of the test file's own. `close` ends what a command has left open, which is nothing but the database. */
export async function createApp(kind = 'better-sqlite3'): Promise<TestApp> {
  const db = await createDatabase(databaseKind(kind))
  return { db, prisma: db.prisma, tokens: new WebAPITokenRepository(db.prisma, { tokenType: 'acme' }) }
}

export const past = new Date('2020-01-01T00:00:00Z')

/** Makes a user with a token in each state, by the state's name. */
export async function tokensInEachState({ prisma, tokens }: Pick<TestApp, 'prisma' | 'tokens'>) {
  const user = await createUser(prisma)
  const active = await tokens.generateToken(user, { note: 'In use' })
  const expired = await createTestToken(tokens, user, { expires: past, note: 'Old' })
  const invalid = await tokens.generateToken(user, { note: 'Bad' })
  await tokens.invalidateToken(invalid.token, { invalidReason: 'Left the company' })
  const retiring = await tokens.generateToken(user, { note: 'Old key' })
  const successor = await tokens.rotateToken(retiring.token, { gracePeriod: 86_400_000 })
  return { user, active, expired, invalid, retiring, successor }
}
