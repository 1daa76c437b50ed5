import { readFile } from 'node:fs/promises'

import { datasource, format, makeApp, schemaJson, validate, withRelation } from './support/schema.js'

const ownerIds: Readonly<Record<string, readonly string[]>> = {
  sqlite: ['Int @id @default(autoincrement())', 'BigInt @id', 'String @id @default(cuid())', 'String @id'],
  postgresql: [
    'Int @id @default(autoincrement())',
    'BigInt @id @default(autoincrement())',
    'String @id @default(cuid(2))',
    'String @id @default(uuid()) @db.Uuid',
    'String @id @default(dbgenerated("gen_random_uuid()")) @db.Uuid',
    'String @id @db.VarChar(30)',
    'Int @id @default(autoincrement()) @db.SmallInt',
  ],
  mysql: [
    'Int @id @default(autoincrement())',
    'Int @id @default(autoincrement()) @db.UnsignedInt',
    'BigInt @id @default(autoincrement())',
    'String @id @default(uuid(7)) @db.Char(36)',
    'String @id @default(nanoid(12)) @db.VarChar(12)',
    'String @id @default(dbgenerated("(uuid())")) @db.VarChar(36)',
  ],
  cockroachdb: [
    'BigInt @id @default(autoincrement())',
    'Int @id @default(sequence())',
    'String @id @default(ulid())',
    'String @id @default(uuid()) @db.Uuid',
  ],
}

const tokenIds = ['like the owner', 'Int', 'BigInt', 'cuid', 'uuid']

const shapes: readonly string[][] = [
  [],
  ['--without', 'all'],
  ['--with', 'all', '--audit'],
  ['--with', 'scopes,parent', '--without', 'policy', '--model', 'TeamToken', '--nullable-owner', '--audit'],
  ['--without', 'rotation', '--no-map', '--owner-field', 'ownerId', '--audit'],
  ['--no-relation', '--with', 'parent'],
]

const cases = Object.entries(ownerIds).flatMap(([provider, ids]) => ids.map((id) => [provider, id] as const))

describe.each(cases)('%s, owners with %s', (provider, ownerId) => {
  const files = { 'schema.prisma': `${datasource(provider)}\nmodel User {\n  id ${ownerId}\n}\n` }
  let app: Awaited<ReturnType<typeof makeApp>>

  beforeAll(async () => {
    app = await makeApp(files)
  })

  afterAll(() => app.remove())

  test.each(tokenIds)('ids of tokens: %s', async (tokenId) => {
    const id = tokenId === 'like the owner' ? [] : ['--id', tokenId]
    for (const shape of shapes) {
      const result = await schemaJson(app.path, '--schema', 'schema.prisma', ...id, ...shape)
      const whole = { ...withRelation(files, result.relation), 'model.prisma': result.model }
      expect(() => {
        validate(whole)
      }).not.toThrow()
      expect(format(whole)['model.prisma']).toBe(result.model)
    }
  })
})

test.each(['cuid2', 'uuid7', 'ulid', 'nanoid'])('Prisma makes ids of tokens as %s', async (id) => {
  const { model } = await schemaJson('.', '--provider', 'postgresql', '--id', id, '--no-relation')
  expect(() => {
    validate({ 'schema.prisma': datasource('postgresql'), 'model.prisma': model })
  }).not.toThrow()
})

test.each(['sqlite', 'postgresql', 'mysql'])('without options, %s gets the model that ships', async (provider) => {
  const { model, repository } = await schemaJson('.', '--provider', provider)
  const shipped = await readFile(`prisma/schema/${provider}/web-api-token.prisma`, 'utf8')
  // The shipped one has the attributes of two fields in another order on MySQL.
  expect(model).toBe(format({ shipped }).shipped)
  expect(repository).toEqual({})
})

test('the model of the audit trail is the one that ships', async () => {
  const { model, repository } = await schemaJson('.', '--provider', 'sqlite', '--audit')
  const shipped = await Promise.all(
    ['web-api-token', 'web-api-token-event'].map((name) => readFile(`prisma/${name}.prisma`, 'utf8')),
  )
  expect(model).toBe(shipped.join('\n'))
  expect(repository).toEqual({ audit: true })
})
