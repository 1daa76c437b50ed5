import assert from 'node:assert/strict'
import { test } from 'node:test'

import { WebAPITokenRepository } from 'prisma-webapi-token'

import type { Prisma } from './generated/client.js'
import { prisma } from './prisma.js'

const tokens = new WebAPITokenRepository(prisma, { tokenType: 'acme' })

/** A service of the app's that is called inside somebody else's transaction. */
async function signUp(tx: Prisma.TransactionClient, username: string) {
  const user = await tx.user.create({ data: { username } })
  return tokens.withTransaction(tx).generateToken(user, { note: 'First token' })
}

test("a token in the app's transaction is committed with it", async () => {
  const { record } = await prisma.$transaction((tx) => signUp(tx, 'committed'))
  const row = await prisma.webAPIToken.findUniqueOrThrow({ where: { id: record.id }, include: { user: true } })
  assert.equal(row.user.username, 'committed')
})

test('a rollback takes the token, and what was invalidated, back', async () => {
  const user = await prisma.user.create({ data: { username: 'rolled back' } })
  const { record } = await tokens.generateToken(user)
  const before = await prisma.webAPIToken.count()
  const failing = prisma.$transaction(async (tx) => {
    await signUp(tx, 'never there')
    await tokens.withTransaction(tx).invalidateTokens({ users: [user] })
    assert.equal(await tx.webAPIToken.count(), before + 1)
    throw new Error('The app changes its mind')
  })
  await assert.rejects(failing, { message: 'The app changes its mind' })
  assert.equal(await prisma.webAPIToken.count(), before)
  assert.equal((await prisma.webAPIToken.findUniqueOrThrow({ where: { id: record.id } })).valid, true)
})

test('transaction() delivers events after the commit only', async () => {
  const user = await prisma.user.create({ data: { username: 'deferred' } })
  const heard: string[] = []
  const listened = new WebAPITokenRepository(prisma)
  listened.on('created', ({ record }) => heard.push(record.note))

  await listened.transaction(async (inside, tx) => {
    await inside.generateToken(user, { note: 'kept' })
    await tx.user.update({ where: { id: user.id }, data: { username: 'deferred, renamed' } })
    assert.deepEqual(heard, [])
  })
  const failing = listened.transaction(async (inside) => {
    await inside.generateToken(user, { note: 'lost' })
    throw new Error('The app changes its mind')
  })
  await assert.rejects(failing, { message: 'The app changes its mind' })
  assert.deepEqual(heard, ['kept'])
})

test('transaction() inside a transaction is a savepoint', async () => {
  const user = await prisma.user.create({ data: { username: 'savepoint' } })
  await prisma.$transaction(async (tx) => {
    const outer = tokens.withTransaction(tx)
    await outer.generateToken(user, { note: 'outer' })
    const inner = outer.transaction(async (inside) => {
      await inside.generateToken(user, { note: 'inner' })
      throw new Error('Only the inner one')
    })
    await assert.rejects(inner, { message: 'Only the inner one' })
  })
  const rows = await prisma.webAPIToken.findMany({ where: { userId: user.id } })
  assert.deepEqual(
    rows.map(({ note }) => note),
    ['outer'],
  )
})
