import assert from 'node:assert/strict'
import { test } from 'node:test'

import { TokenGeneratorRegistry, WebAPITokenRepository } from 'prisma-webapi-token'
import { givenTokenGenerator } from 'prisma-webapi-token/testing'

import type { EdgeDatabase } from '../edge-database.js'
import { atOnce, signUp } from './support.js'

const nobody = 999_999

/** Tokens are made one by one and together, and each row is one that somebody has received. */
export function testGeneration(database: EdgeDatabase): void {
  const prisma = database.connect()
  const tokens = new WebAPITokenRepository(prisma, { tokenType: 'acme' })
  const idsOf = async (userId: number) =>
    (await prisma.webAPIToken.findMany({ where: { userId }, orderBy: { id: 'asc' } })).map(({ id }) => id)

  test('generateToken stores a digest', async () => {
    const user = await signUp(prisma)
    const { token, record } = await tokens.generateToken(user, { note: 'CI' })
    const row = await prisma.webAPIToken.findUniqueOrThrow({ where: { id: record.id } })
    assert.deepEqual([row.userId, row.note, row.valid, row.tokenHint.slice(-4)], [user.id, 'CI', true, token.slice(-4)])
    assert.match(row.token, /^sha256:[0-9a-f]{64}$/)
    assert.ok(!JSON.stringify(await database.rows()).includes(token))
  })

  test('generateToken, 60 times in one turn', async () => {
    const user = await signUp(prisma)
    const generated = await atOnce(60, (index) => tokens.generateToken(user, { note: `${index}` }))
    assert.deepEqual(new Set(generated.map(({ record }) => record.id)), new Set(await idsOf(user.id)))
    for (const { token, record } of [generated[0]!, generated[59]!]) {
      assert.equal((await tokens.authenticateOrThrow(token)).record.id, record.id)
    }
  })

  test('generateToken tries another token when one is taken', async () => {
    const user = await signUp(prisma)
    const given = givenTokenGenerator(['taken', 'taken', 'fresh'])
    const retrying = new WebAPITokenRepository(prisma, {
      generators: new TokenGeneratorRegistry().register(given),
      defaultTokenGeneratorId: 'given',
    })
    await retrying.generateToken(user)
    assert.equal((await retrying.generateToken(user)).token, 'fresh')
    assert.equal((await idsOf(user.id)).length, 2)
  })

  test("a call that fails is nobody else's business", async () => {
    const user = await signUp(prisma)
    const outcomes = await Promise.allSettled(
      Array.from({ length: 25 }, (_, index) => tokens.generateToken(index < 24 ? user : nobody)),
    )
    const received = outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value.record.id] : []))
    assert.equal(received.length, 24)
    assert.deepEqual(new Set(await idsOf(user.id)), new Set(received))
  })

  test('generateTokens stores what it yields', async () => {
    const users = [await signUp(prisma), await signUp(prisma)]
    const received: number[] = []
    for await (const batch of tokens.generateTokens([...users, ...users])) {
      received.push(...batch.map(({ record }) => record.id))
    }
    const stored = (await Promise.all(users.map(({ id }) => idsOf(id)))).flat()
    assert.equal(stored.length, 4)
    assert.deepEqual(new Set(stored), new Set(received))
  })

  test('generateTokens stores nothing of a batch that fails', async () => {
    const user = await signUp(prisma)
    const received: number[] = []
    await assert.rejects(async () => {
      for await (const batch of tokens.generateTokens([...Array<number>(24).fill(user.id), nobody])) {
        received.push(...batch.map(({ record }) => record.id))
      }
    })
    assert.deepEqual(await idsOf(user.id), received)
  })
}
