// Makes the schema of the conformance tests from the one model file: the model as it ships, and the same model as two
// other apps would have it, renamed and mapped, with ids of other types and fields of their own.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'

import { modelFor, providers } from '../../scripts/schema.mjs'

const root = new URL('../../', import.meta.url)

function read(path) {
  return readFileSync(new URL(path, root), 'utf8')
}

/** A type for `timeAdded` with microseconds, of which a Date of JavaScript's knows nothing. SQLite has none. */
function preciseTime(model, type) {
  return type === undefined ? model : model.replace(/^(\s+timeAdded\s.*)$/m, `$1 @db.${type}`)
}

/**
 * String ids, those of the tokens UUIDs on PostgreSQL, everything mapped, times with microseconds, an optional and two required
 * fields and a unique constraint of the app's own.
 */
function accessToken(model, provider) {
  const department = provider === 'sqlite' ? '' : ' @db.VarChar(20)'
  const uuid = provider === 'postgresql' ? ' @db.Uuid' : ''
  const time = { postgresql: 'Timestamp(6)', mysql: 'DateTime(6)' }[provider]
  return preciseTime(model, time)
    .replace('model WebAPIToken', 'model AccessToken')
    .replace(/^\s+id .*$/m, `  id               String    @id @default(uuid())${uuid}`)
    .replace(/^(\s+user\s+)User/m, '$1Account')
    .replace(/^\s+userId .*$/m, '  userId           String    @map("account_id")')
    .replace(/^(\s+(?:familyId|successorId)\s+)Int\?(.*)$/gm, `$1String?$2${uuid}`)
    .replace(/^(\s+token\s.*)$/m, '$1 @map("token_digest")')
    .replace(
      '@@index([userId, valid])',
      [
        'label            String?   @map("label_text")',
        `department       String${department}`,
        'region           String',
        'rank             Int       @default(0)',
        '',
        '@@unique([userId, label])',
        '@@index([userId, valid])',
      ].join('\n  '),
    )
    .replace('@@map("webapi_token")', '@@map("access_tokens")')
}

/** BigInt ids that the app makes itself, times with microseconds, and a name of its own for the unique index. */
function robotToken(model, provider) {
  return preciseTime(model, { postgresql: 'Timestamptz', mysql: 'DateTime(6)' }[provider])
    .replace('model WebAPIToken', 'model RobotToken')
    .replace(/^\s+id .*$/m, '  id               BigInt    @id')
    .replace(/^(\s+user\s+)User/m, '$1Robot')
    .replace(/^\s+userId .*$/m, '  userId           BigInt    @map("robot_id")')
    .replace(/^(\s+(?:familyId|successorId)\s+)Int\?/gm, '$1BigInt?')
    .replace(/^(\s+token\s+String\s+)@unique/m, '$1@unique(map: "one_row_per_token")')
    .replace('@@map("webapi_token")', '@@map("robot_token")')
}

/** The fields of the model that an app may leave out, with the index that goes with one of them. */
const optionalFields =
  /^\s+(?:note|policy|extraData|familyId|successorId|retireOnFirstUse|expiryNotified)\s.*\n|^\s+@@index\(\[familyId\]\)\n/gm

/** A list of strings, where the database has such. */
function scopes(provider, type = 'String') {
  return `  scopes           ${provider === 'postgresql' ? `${type}[]` : 'Json'}\n`
}

/** The tokens of teams, which have ids in their own database only: no relation, no more columns than there must be, and scopes. */
function teamToken(model, provider) {
  const uuid = { postgresql: ' @db.Uuid', mysql: ' @db.Char(36)' }[provider] ?? ''
  return model
    .replace('model WebAPIToken', 'model TeamToken')
    .replace(optionalFields, '')
    .replace(/^\s+\/\/\/.*\n/gm, '')
    .replace(/^\s+user\s.*\n/m, '')
    .replace(/^\s+userId .*$/m, `  teamId           String    @map("team_id")${uuid}`)
    .replace('@@index([userId, valid])', '@@index([teamId, valid])')
    .replace(/^(\s+valid\s.*\n)/m, `$1${scopes(provider)}`)
    .replace('@@map("webapi_token")', '@@map("team_token")')
}

/** The tokens of devices, or of nobody: with scopes of an enum, where there are enums, and tokens that other tokens have made. */
function deviceToken(model, provider) {
  const uuid = provider === 'postgresql' ? ' @db.Uuid' : ''
  return model
    .replace('model WebAPIToken', 'model DeviceToken')
    .replace(/^\s+(?:policy|extraData|expiryNotified)\s.*\n|^\s+\/\/\/.*\n/gm, '')
    .replace(
      /^\s+user\s.*$/m,
      '  device           Device?   @relation(fields: [deviceId], references: [id], onDelete: Cascade)',
    )
    .replace(/^\s+userId .*$/m, `  deviceId         String?   @map("device_id")${uuid}`)
    .replace('@@index([userId, valid])', '@@index([deviceId, valid])\n  @@index([parentId])')
    .replace(
      /^(\s+valid\s.*\n)/m,
      `$1${scopes(provider, 'DeviceScope')}  parentId         Int?      @map("parent_id")\n`,
    )
    .replace('@@map("webapi_token")', '@@map("device_token")')
    .concat(provider === 'postgresql' ? '\nenum DeviceScope {\n  read\n  write\n}\n' : '')
}

/** A model that the library must refuse. It has no table: nobody gets that far. */
function misfitToken(model, provider) {
  return robotToken(model, provider)
    .replace('model RobotToken', 'model MisfitToken')
    .replace(/^(\s+)valid .*$/m, '$1valid            Int       @default(1)')
    .replace(/^(\s+)expires .*$/m, '$1expires          String?')
    .replace(/^(\s+familyId\s+)BigInt\?/m, '$1Int?')
    .replaceAll(/one_row_per_token|robot_token/g, 'misfit_token')
}

/** The events of another model of tokens. */
function eventOf(event, { model, table, tokenId, owner }) {
  return event
    .replace(/^\/\/\/.*\n/gm, '')
    .replace('model WebAPITokenEvent', `\nmodel ${model}`)
    .replace(/^(\s+tokenId\s+)Int(.*)$/m, `$1${tokenId.type}$2${tokenId.attribute ?? ''}`)
    .replace(/^\s+userId\s.*$/m, `  ${owner.field} ${owner.type} @map("${owner.column}")${owner.attribute ?? ''}`)
    .replace('@@index([userId,', `@@index([${owner.field},`)
    .replace('webapi_token_event', table)
}

function appEvents(event, provider) {
  const attribute = provider === 'postgresql' ? ' @db.Uuid' : ''
  const teamId = { postgresql: ' @db.Uuid', mysql: ' @db.Char(36)' }[provider] ?? ''
  return [
    eventOf(event, {
      model: 'AccessTokenEvent',
      table: 'access_token_event',
      tokenId: { type: 'String', attribute },
      owner: { field: 'userId', type: 'String', column: 'account_id' },
    }),
    eventOf(event, {
      model: 'TeamTokenEvent',
      table: 'team_token_event',
      tokenId: { type: 'Int' },
      owner: { field: 'teamId', type: 'String', column: 'team_id', attribute: teamId },
    }),
    eventOf(event, {
      model: 'DeviceTokenEvent',
      table: 'device_token_event',
      tokenId: { type: 'Int' },
      owner: { field: 'deviceId', type: 'String?', column: 'device_id', attribute },
    }),
    eventOf(event, {
      model: 'RobotTokenEvent',
      table: 'robot_token_event',
      tokenId: { type: 'BigInt' },
      owner: { field: 'userId', type: 'BigInt', column: 'robot_id' },
    }),
  ].join('')
}

/** An object of an app's, with a UUID of the database's own type where it has one. */
function device(provider) {
  return `
model Device {
  id           String        @id${provider === 'postgresql' ? ' @db.Uuid' : ''}
  deviceTokens DeviceToken[]

  @@map("device")
}
`
}

const owners = `
model Account {
  id           String        @id @default(uuid())
  email        String        @unique
  accessTokens AccessToken[]

  @@map("accounts")
}

model Robot {
  id          BigInt       @id
  robotTokens RobotToken[]
  misfits     MisfitToken[]

  @@map("robot")
}
`

export function writeTestSchemas() {
  for (const provider of providers) {
    const folder = new URL(`generated/test-schema/${provider}/`, root)
    mkdirSync(folder, { recursive: true })
    const schema = read(`prisma/schema/${provider}/schema.prisma`)
    const model = modelFor(provider, read('prisma/web-api-token.prisma'))
    writeFileSync(new URL('schema.prisma', folder), schema.replace('../../../generated', '../../test'))
    writeFileSync(new URL('web-api-token.prisma', folder), model)
    const event = modelFor(provider, read('prisma/web-api-token-event.prisma'))
    writeFileSync(new URL('web-api-token-event.prisma', folder), event)
    writeFileSync(
      new URL('apps.prisma', folder),
      owners +
        device(provider) +
        accessToken(model, provider) +
        robotToken(model, provider) +
        teamToken(model, provider) +
        deviceToken(model, provider) +
        misfitToken(model, provider) +
        appEvents(event, provider),
    )
  }
}
