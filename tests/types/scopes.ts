// Compiled by `npm run check`, never run: scopes, kinds, parents, and what a repository does for every route.
import type { PrismaClient as PostgresqlClient } from '../../generated/test/postgresql/client.js'
import type { PrismaClient as SqliteClient } from '../../generated/test/sqlite/client.js'
import { hasScopes, WebAPITokenRepository, type WebAPITokenRepositoryOptions, webAPITokens } from '../../src/index.js'

declare const postgresql: PostgresqlClient
declare const sqlite: SqliteClient

const team = { model: 'teamToken', owner: 'teamId' } as const

export async function scopes(): Promise<void> {
  const tokens = new WebAPITokenRepository(postgresql, { ...team, scopes: ['projects:read', 'projects:write'] })
  const { token, record } = await tokens.generateToken('team', { scopes: ['projects:read'] })
  record.scopes satisfies string[]
  // @ts-expect-error Nobody has declared it.
  await tokens.generateToken('team', { scopes: ['projects:delete'] })
  await tokens.authenticate(token, { scopes: ['projects:write'] })
  // @ts-expect-error Nobody has declared it.
  await tokens.authenticate(token, { scopes: ['projects:reed'] })
  await tokens.updateToken(token, { scopes: [] })
  // @ts-expect-error Nobody has declared it.
  await tokens.of('team').updateToken(token, { scopes: ['x'] })
  await tokens.of('team').generateToken({ scopes: ['projects:write'] })

  const undeclared = new WebAPITokenRepository(postgresql, team)
  // @ts-expect-error The repository declares no scopes.
  await undeclared.generateToken('team', { scopes: ['projects:read'] })

  const standard = new WebAPITokenRepository(sqlite, { scopes: ['read'] })
  // @ts-expect-error The model lacks scopes.
  await standard.generateToken(1, { scopes: ['read'] })

  const db = postgresql.$extends(webAPITokens({ ...team, scopes: ['read', 'write'] }))
  await db.teamToken.generateToken('team', { scopes: ['read'] })
  // @ts-expect-error Nobody has declared it.
  await db.teamToken.authenticate(token, { scopes: ['reed'] })
}

export async function enumScopes(): Promise<void> {
  const tokens = new WebAPITokenRepository(postgresql, {
    model: 'deviceToken',
    owner: 'deviceId',
    scopes: ['read', 'write'],
  })
  const { record } = await tokens.generateToken(null, { scopes: ['read'] })
  hasScopes(record, ['read']) satisfies boolean
  // @ts-expect-error The enum has no such value.
  hasScopes(record, ['reed'])
  hasScopes({ scopes: ['anything'] as unknown }, ['anything'])
}

export async function parents(): Promise<void> {
  const devices = new WebAPITokenRepository(sqlite, { model: 'deviceToken', owner: 'deviceId' })
  const { record, token } = await devices.generateToken(null)
  await devices.generateToken(null, { parent: record })
  await devices.of('device').generateToken({ parent: token })
  const users = new WebAPITokenRepository(sqlite)
  // @ts-expect-error The model lacks parentId.
  await users.generateToken(1, { parent: { id: 1 } })
}

export async function safeByDefault(): Promise<void> {
  const tokens = new WebAPITokenRepository(sqlite, {
    include: { user: true },
    isOwnerActive: (record) => record.user.username !== '' && record.note !== '',
  })
  const result = await tokens.authenticate('x')
  if (result.ok) result.record.user.username satisfies string
  const selected = await tokens.authenticate('x', { select: { id: true } })
  if (selected.ok) {
    selected.record.user.username satisfies string
    // @ts-expect-error It was not selected.
    selected.record.note
  }
  // @ts-expect-error The model has no such relation.
  new WebAPITokenRepository(sqlite, { include: { team: true } })
  new WebAPITokenRepository(sqlite, {
    // @ts-expect-error The relation is not included.
    isOwnerActive: (record) => record.user !== null,
  })

  const options: WebAPITokenRepositoryOptions = { maxLifetime: 1, kinds: { acme: { defaultLifetime: 1 } } }
  await new WebAPITokenRepository(sqlite, options).generateToken(1)

  const db = sqlite.$extends(
    webAPITokens({
      include: { user: true },
      isOwnerActive: (record: { user: { username: string } }) => record.user.username !== '',
    }),
  )
  const authenticated = await db.webAPIToken.authenticateOrThrow('x')
  authenticated.record.user.username satisfies string
}
