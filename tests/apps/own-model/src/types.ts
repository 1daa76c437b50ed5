// Compiled, never run: the types are those of this app's schema.
import { WebAPITokenRepository, webAPITokens } from 'prisma-webapi-token'
import { createTestToken } from 'prisma-webapi-token/testing'

import { prisma } from './prisma.js'

const keys = new WebAPITokenRepository(prisma, { model: 'apiKey' })
const db = prisma.$extends(webAPITokens({ model: 'apiKey' }))
const data = { tenantId: 'acme', label: 'CI' }

export async function repository(): Promise<void> {
  const { token, record } = await keys.generateToken('user', { data })
  token satisfies string
  record.id satisfies string
  record.tenantId satisfies string
  record.expires satisfies Date | null
  // @ts-expect-error The digest is not in the record.
  record.token
  // @ts-expect-error The app's user ids are strings.
  await keys.generateToken(1, { data })
  // @ts-expect-error The app's model has required fields.
  await keys.generateToken('user')
  // @ts-expect-error Without them, the other options do not help.
  await keys.generateToken('user', { note: 'CI' })
  // @ts-expect-error Both of them.
  await keys.generateToken('user', { data: { tenantId: 'acme' } })
  // @ts-expect-error The library's own fields are not for data.
  await keys.generateToken('user', { data: { ...data, valid: false } })
  // @ts-expect-error No such field.
  await keys.generateToken('user', { data: { tenantId: 'acme', label: 'CI', nope: 1 } })

  await keys.invalidateTokens({ users: ['user', { id: 'user' }], where: { tenantId: 'acme' } })
  // @ts-expect-error The app's user ids are strings.
  await keys.invalidateTokens({ users: [1] })
  // @ts-expect-error No such field.
  await keys.invalidateTokens({ where: { nope: 1 } })
  // @ts-expect-error The app's token ids are strings.
  await keys.invalidateToken({ id: 1 })
  const { record: found } = await keys.authenticateOrThrow(token, { include: { user: true } })
  found.tenantId satisfies string
  found.user.email satisfies string
  // @ts-expect-error No such field.
  await keys.authenticate(token, { select: { nope: true } })
  await keys.updateToken({ id: record.id }, { data: { label: 'Nightly' } })
  // @ts-expect-error Not the type of that field.
  await keys.updateToken({ id: record.id }, { data: { label: 7 } })
  // @ts-expect-error No such model.
  new WebAPITokenRepository(prisma)
  // @ts-expect-error A model without the fields of a token.
  new WebAPITokenRepository(prisma, { model: 'user' })
}

export async function extension(): Promise<void> {
  const { record } = await db.apiKey.generateToken('user', { data })
  record.tenantId satisfies string
  // @ts-expect-error The digest is not in the record.
  record.token
  // @ts-expect-error The app's user ids are strings.
  await db.apiKey.generateToken(1, { data })
  // @ts-expect-error The app's model has required fields.
  await db.apiKey.generateToken('user')
  // @ts-expect-error Both of them.
  await db.apiKey.generateToken('user', { data: { label: 'CI' } })
  // @ts-expect-error No such field.
  await db.apiKey.invalidateTokens({ where: { nope: 1 } })
  // @ts-expect-error The app's user ids are strings.
  await db.apiKey.invalidateTokens({ users: [1] })
  // @ts-expect-error Other models have no verbs.
  db.user.generateToken
  db.apiKey.on('created', (event) => event.record.tenantId satisfies string)
  await db.$transaction((tx) => tx.apiKey.generateToken('user', { data }))
  await new WebAPITokenRepository(db, { model: 'apiKey' }).generateToken('user', { data })
}

export async function testing(): Promise<void> {
  const { record } = await createTestToken(prisma, 'user', { ...data, valid: false }, { model: 'apiKey' })
  record.tenantId satisfies string
  // @ts-expect-error The app's model has required fields.
  await createTestToken(prisma, 'user', { valid: false }, { model: 'apiKey' })
  // @ts-expect-error The app's user ids are strings.
  await createTestToken(prisma, 1, data, { model: 'apiKey' })
}
