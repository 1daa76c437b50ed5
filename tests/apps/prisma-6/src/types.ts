// Compiled, never run: Prisma 6 gives the library the same types as Prisma 7.
import { WebAPITokenRepository, webAPITokens } from 'prisma-webapi-token'
import { createTestToken } from 'prisma-webapi-token/testing'

import { prisma } from './prisma.js'

export async function repository(): Promise<void> {
  const tokens = new WebAPITokenRepository(prisma)
  const { record } = await tokens.generateToken({ id: 1 }, { extraData: { team: [7] } })
  record.id satisfies number
  record.expires satisfies Date | null
  // @ts-expect-error The digest is not in the record.
  record.token
  // @ts-expect-error The app's user ids are numbers.
  await tokens.generateToken('1')
  // @ts-expect-error No such option.
  await tokens.generateToken(1, { notes: 'x' })
  // @ts-expect-error The library's own fields are not for data.
  await tokens.generateToken(1, { data: { valid: false } })
  // @ts-expect-error No such field.
  await tokens.invalidateTokens({ where: { nope: 1 } })
  const { record: found } = await tokens.authenticateOrThrow('wat_', { select: { user: true } })
  found.user.username satisfies string
  // @ts-expect-error Not selected.
  found.note
  // @ts-expect-error No such relation.
  await tokens.authenticate('wat_', { include: { nope: true } })
  await tokens.transaction(async (inside, tx) => {
    await inside.generateToken(await tx.user.findFirstOrThrow())
  })
  // @ts-expect-error No such model.
  new WebAPITokenRepository(prisma, { model: 'apiKey' })
  // @ts-expect-error A model without the fields of a token.
  new WebAPITokenRepository(prisma, { model: 'user' })
}

export async function extension(): Promise<void> {
  const db = prisma.$extends(webAPITokens())
  const { record } = await db.webAPIToken.generateToken(1)
  record.note satisfies string
  // @ts-expect-error The digest is not in the record.
  record.token
  // @ts-expect-error The app's user ids are numbers.
  await db.webAPIToken.generateToken('1')
  // @ts-expect-error No such field.
  await db.webAPIToken.invalidateTokens({ where: { nope: 1 } })
  // @ts-expect-error Other models have no verbs.
  db.user.generateToken
  await db.$transaction((tx) => new WebAPITokenRepository(db).withTransaction(tx).generateToken(1))
}

export async function testing(): Promise<void> {
  const { record } = await createTestToken(prisma, 1, { valid: false }, {})
  record.note satisfies string
  // @ts-expect-error No such field.
  await createTestToken(prisma, 1, { nope: 1 }, {})
}
