import assert from 'node:assert/strict'
import { test } from 'node:test'

import { WebAPITokenModelError, WebAPITokenRepository, webAPITokens } from 'prisma-webapi-token'

import { prisma } from './prisma.js'

export const db = prisma.$extends(webAPITokens({ tokenType: 'acme' }))

test('the verbs are on the delegate, typed from the schema', async () => {
  const user = await db.user.create({ data: { username: 'extended' } })
  const { token, record } = await db.webAPIToken.generateToken(user, { note: 'CI' })
  assert.match(token, /^acme_/)
  assert.equal(record.note satisfies string, 'CI')
  assert.deepEqual(await db.webAPIToken.updateToken({ id: record.id }, { note: 'Weekly' }), { count: 1 })
  assert.deepEqual(await db.webAPIToken.invalidateToken(token), { count: 1 })
  assert.deepEqual(await db.webAPIToken.invalidateTokens({ users: [user] }), { count: 0 })
  const row = await db.webAPIToken.findUniqueOrThrow({ where: { id: record.id } })
  assert.deepEqual([row.note, row.valid], ['Weekly', false])
})

test("inside the app's transaction they are a part of it", async () => {
  const user = await db.user.create({ data: { username: 'extended tx' } })
  const failing = db.$transaction(async (tx) => {
    await tx.webAPIToken.generateToken(user)
    assert.equal(await tx.webAPIToken.count({ where: { userId: user.id } }), 1)
    throw new Error('The app changes its mind')
  })
  await assert.rejects(failing, { message: 'The app changes its mind' })
  assert.equal(await db.webAPIToken.count({ where: { userId: user.id } }), 0)
  await db.$transaction((tx) => tx.webAPIToken.generateToken(user))
  assert.equal(await db.webAPIToken.count({ where: { userId: user.id } }), 1)
})

test('other extensions of the app go along with it', async () => {
  const computed = prisma
    .$extends({
      result: { webAPIToken: { label: { needs: { note: true }, compute: ({ note }) => `<${note}>` } } },
    })
    .$extends(webAPITokens())
  const user = await computed.user.create({ data: { username: 'computed' } })
  const { record } = await computed.webAPIToken.generateToken(user, { note: 'CI' })
  assert.equal(record.label satisfies string, '<CI>')
  const fromRepository = await new WebAPITokenRepository(computed).generateToken(user, { note: 'QA' })
  assert.equal(fromRepository.record.label satisfies string, '<QA>')
})

test('it tells listeners', async () => {
  const user = await db.user.create({ data: { username: 'extended events' } })
  const notes: string[] = []
  const listener = ({ record }: { record: { note: string } }) => notes.push(record.note)
  db.webAPIToken.on('created', listener)
  await db.webAPIToken.generateToken(user, { note: 'heard' })
  db.webAPIToken.off('created', listener)
  await db.webAPIToken.generateToken(user, { note: 'unheard' })
  assert.deepEqual(notes, ['heard'])
})

test('it is installed once, on a model that exists', () => {
  assert.throws(() => db.$extends(webAPITokens()), WebAPITokenModelError)
  assert.throws(() => prisma.$extends(webAPITokens({ model: 'apiKey' })), { code: 'ERR_WEBAPI_TOKEN_MODEL_MISSING' })
})
