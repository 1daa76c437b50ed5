// What docs/coming-from-better-auth.md says of stored keys.
import { sha256Digest, WebAPITokenRepository } from '../../src/index.js'
import { createDatabase, databaseKind, type TestDatabase } from '../support/databases.js'
import { betterAuthDigest, isBetterAuthKey } from './documentation/better-auth-keys.js'
import { read } from './documentation/blocks.js'

// The second one is what `defaultKeyHasher` of @better-auth/api-key 1.7.5 returns for the first one.
const key = 'acme_' + 'Ab'.repeat(32)
const stored = 'A_5P8SmcTgBBKx_IPw36e_nRkCTgn2vHQeOezB6wQAY'

let database: TestDatabase

beforeAll(async () => {
  database = await createDatabase(databaseKind('better-sqlite3'))
})
afterAll(() => database.close())

test('the guide quotes the digest that is tested', () => {
  const code = read('tests/package/documentation/better-auth-keys.ts')
  expect(read('docs/coming-from-better-auth.md')).toContain(
    code.replace('../../../src/index.js', 'prisma-webapi-token'),
  )
})

test('a key that better-auth has stored authenticates, and moves to the first digest; what is stored does not', async () => {
  const { prisma } = database
  const { id } = await prisma.user.create({ data: { username: 'ada' } })
  await prisma.webAPIToken.create({ data: { userId: id, token: stored, tokenGeneratorId: 'better-auth' } })
  const tokens = new WebAPITokenRepository(prisma, {
    accepts: (text) => isBetterAuthKey(text) || text === stored,
    digests: [sha256Digest(), betterAuthDigest],
  })
  expect(await tokens.authenticate(stored)).toMatchObject({ ok: false, reason: 'unknown' })
  expect(await tokens.authenticate(key)).toMatchObject({ ok: true })
  const row = await prisma.webAPIToken.findFirstOrThrow()
  expect(row.token).toMatch(/^sha256:/)
  expect(await tokens.authenticate(key)).toMatchObject({ ok: true })
})
