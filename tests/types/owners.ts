// Compiled by `npm run check`, never run: owners that are no users, and models with fewer fields.
import type { PrismaClient as PostgresqlClient } from '../../generated/test/postgresql/client.js'
import type { PrismaClient as SqliteClient } from '../../generated/test/sqlite/client.js'
import { WebAPITokenRepository, webAPITokens } from '../../src/index.js'

declare const postgresql: PostgresqlClient
declare const sqlite: SqliteClient

export async function teams(): Promise<void> {
  const tokens = new WebAPITokenRepository(postgresql, { model: 'teamToken', owner: 'teamId' })
  const { record, token } = await tokens.generateToken('team')
  record.teamId satisfies string
  // @ts-expect-error The model has no such field.
  record.note
  await tokens.generateToken({ id: 'team' }, { expires: null })
  // @ts-expect-error The ids of teams are strings.
  await tokens.generateToken(7)
  // @ts-expect-error Each token has a team.
  await tokens.generateToken(null)
  // @ts-expect-error The owner is not for data.
  await tokens.generateToken('team', { data: { teamId: 'other' } })
  await tokens.listTokens({ owner: 'team' })
  // @ts-expect-error A team is no user.
  await tokens.listTokens({ user: 'team' })
  await tokens.invalidateTokens({ owners: ['team'] })
  // @ts-expect-error Teams are no users.
  await tokens.invalidateTokens({ users: ['team'] })

  // @ts-expect-error The model lacks note.
  await tokens.generateToken('team', { note: 'CI' })
  // @ts-expect-error The model lacks policy.
  await tokens.updateToken(token, { policy: {} })
  // @ts-expect-error The model lacks extraData.
  await tokens.updateToken(token, { extraData: {} })
  // @ts-expect-error The model lacks the fields of rotation.
  await tokens.rotateToken(token)
  // @ts-expect-error The model lacks expiryNotified.
  await tokens.listExpiring({ within: 1 })

  const ours = tokens.of('team')
  const own = await ours.generateToken({ expires: null })
  own.record.teamId satisfies string
  await ours.invalidateTokens({ where: { valid: true } })
  // @ts-expect-error The owner is known.
  await ours.invalidateTokens({ owners: ['other'] })
  const { tokens: listed } = await ours.listTokens({ select: { id: true } })
  listed[0]?.record.id satisfies number | undefined
  // @ts-expect-error It was not selected.
  listed[0]?.record.expires
  // @ts-expect-error The ids of teams are strings.
  tokens.of(7)
}

export async function auditTrail(): Promise<void> {
  const teamTokens = new WebAPITokenRepository(postgresql, {
    model: 'teamToken',
    owner: 'teamId',
    audit: { model: 'teamTokenEvent' },
  })
  const author = { actor: 'user:7', context: { address: '192.0.2.1' } }
  await teamTokens.generateToken('team', { expires: null, ...author })
  // @ts-expect-error An actor is a string.
  await teamTokens.generateToken('team', { expires: null, actor: 7 })
  const { events } = await teamTokens.listTokenEvents({ owner: 'team', token: { id: 1 }, type: 'created' })
  events[0]?.teamId satisfies string | undefined
  events[0]?.tokenId satisfies number | undefined
  // @ts-expect-error The owner is a team.
  events[0]?.userId
  // @ts-expect-error A team is no user.
  await teamTokens.listTokenEvents({ user: 'team' })
  // @ts-expect-error There is no such type.
  await teamTokens.listTokenEvents({ type: 'used' })
  const own = await teamTokens.of('team', author).listTokenEvents({ take: 1 })
  own.events[0]?.teamId satisfies string | undefined
  // @ts-expect-error The owner is known.
  await teamTokens.of('team').listTokenEvents({ owner: 'other' })
  // @ts-expect-error The date must be given.
  await teamTokens.pruneTokenEvents({})
  const db = sqlite.$extends(webAPITokens({ audit: true }))
  const page = await db.webAPIToken.listTokenEvents({ user: 1 })
  page.events[0]?.userId satisfies number | undefined
}

export async function nobody(): Promise<void> {
  const tokens = new WebAPITokenRepository(postgresql, { model: 'deviceToken', owner: 'deviceId' })
  const { record } = await tokens.generateToken(null, { note: 'Nobody' })
  record.deviceId satisfies string | null
  await tokens.rotateToken({ id: record.id }, { note: 'x', gracePeriod: 1 })
  await tokens.invalidateTokens({ owners: [null, 'device'] })
}

export async function delegates(): Promise<void> {
  const db = postgresql
    .$extends(webAPITokens())
    .$extends(webAPITokens({ model: 'teamToken', owner: 'teamId', maxTokensPerOwner: 5 }))
  const { record } = await db.teamToken.generateToken('team')
  record.teamId satisfies string
  // @ts-expect-error The ids of teams are strings.
  await db.teamToken.generateToken(7)
  // @ts-expect-error The ids of users are numbers.
  await db.webAPIToken.generateToken('team')
  const own = await db.teamToken.of('team').generateToken()
  own.record.teamId satisfies string
  await db.webAPIToken.of(1).rotateToken({ id: 1 })
}

export function misfits(): void {
  // @ts-expect-error The model has no such field.
  new WebAPITokenRepository(sqlite, { owner: 'ownerId' })
  // @ts-expect-error Its owner is the team.
  new WebAPITokenRepository(sqlite, { model: 'teamToken' })
}
