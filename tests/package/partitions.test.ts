// The statements that docs/large-tables.md shows make partitions on which the library works.
import { PGlite } from '@electric-sql/pglite'
import { PrismaPGlite } from 'pglite-prisma-adapter'
import { readdirSync } from 'node:fs'

import { PrismaClient } from '../../generated/postgresql/client.js'
import { TokenGeneratorRegistry, WebAPITokenRepository } from '../../src/index.js'
import { givenTokenGenerator } from '../../src/testing/index.js'
import { blocks, read, root } from './documentation/blocks.js'

const migrations = 'prisma/migrations/postgresql/'

test('a table with hash partitions takes every verb', async () => {
  const pglite = await PGlite.create()
  const folders = readdirSync(new URL(migrations, root)).filter((name) => /^\d/.test(name))
  for (const name of folders.sort()) await pglite.exec(read(`${migrations}${name}/migration.sql`))
  const prisma = new PrismaClient({ adapter: new PrismaPGlite(pglite) as never })
  const user = await prisma.user.create({ data: { username: 'ada' } })
  const generators = new TokenGeneratorRegistry().register(
    givenTokenGenerator(['wat_first', 'wat_first', 'wat_second']),
  )
  const tokens = new WebAPITokenRepository(prisma, { generators, maxTokensPerUser: 1_000 })
  const before = await tokens.generateToken(user)

  const statements = blocks('sql', ['docs/large-tables.md'])
  expect(statements).toHaveLength(1)
  for (const { code } of statements) await pglite.exec(code)

  expect(await tokens.authenticate(before.token)).toMatchObject({ ok: true, record: { id: before.record.id } })
  // The second one is taken, and the next one is tried.
  const first = await tokens.generateToken(user, { tokenGeneratorId: 'given' })
  const second = await tokens.transaction((inside) => inside.generateToken(user, { tokenGeneratorId: 'given' }))
  expect([first.token, second.token]).toEqual(['wat_first', 'wat_second'])
  for await (const batch of tokens.generateTokens(Array.from({ length: 100 }, () => user)))
    expect(batch).toHaveLength(50)
  const parts = await pglite.query('SELECT tableoid, count(*) FROM webapi_token GROUP BY tableoid')
  expect(parts.rows).toHaveLength(4)

  const rotated = await tokens.rotateToken(before.token)
  expect(await tokens.authenticate(before.token)).toMatchObject({ ok: false, reason: 'invalid' })
  expect(await tokens.authenticate(rotated.token)).toMatchObject({ ok: true })
  await tokens.updateToken({ id: rotated.record.id }, { note: 'Moved', expires: new Date(Date.now() + 60_000) })
  expect(await tokens.listExpiring({ within: 120_000 })).toHaveLength(1)
  expect((await tokens.listTokens({ user, status: 'active', take: 10 })).tokens).toHaveLength(10)
  expect(await tokens.invalidateToken(first.token)).toEqual({ count: 1 })
  expect(await tokens.invalidateTokens({ users: [user], batchSize: 30 })).toEqual({ count: 102 })
  const future = new Date(Date.now() + 60_000)
  expect(await tokens.pruneTokens({ invalidatedBefore: future, batchSize: 30 })).toEqual({ count: 104 })
  expect(await prisma.webAPIToken.count()).toBe(0)
  await prisma.$disconnect()
  await pglite.close()
})
