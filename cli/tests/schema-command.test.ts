import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { datasource, type Files, makeApp, schema, schemaJson } from './support/schema.js'

const open: { remove(): Promise<void> }[] = []

async function appWith(files: Files) {
  const app = await makeApp(files)
  open.push(app)
  return app.path
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.remove()))
})

const user = 'model User {\n  id Int @id @default(autoincrement())\n}\n'
const team = 'model Team {\n  id String @id @default(uuid()) @db.Uuid\n}\n'
const config = (path: string) =>
  `export default { schema: '${path}', datasource: { url: 'postgresql://u:hunter22@h/d' } }\n`

const folder = {
  'prisma.config.ts': config('db/models'),
  'db/models/schema.prisma': datasource('postgresql'),
  'db/models/people/team.prisma': team,
}

describe('an app with a folder', () => {
  const args = ['--owner-model', 'Team']
  const file = 'db/models/web-api-token.prisma'

  test('gets the model as a new file of it', async () => {
    const path = await appWith(folder)
    const { code, stdout, stderr } = await schema(path, ['--write', ...args])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(await readFile(join(path, file), 'utf8')).toMatch(/teamId +String +@map\("team_id"\) @db\.Uuid/)
    expect(stderr).toBe(`
1. ${file} is written.

2. Add to the model Team in db/models/people/team.prisma:

     webAPITokens WebAPIToken[]

3. Run:

     npx prisma@7 migrate dev --name add-webapi-token
     npx prisma@7 generate

4. Give the repository its options:

     new WebAPITokenRepository(prisma, { owner: 'teamId' })
`)
    expect(await readFile(join(path, 'db/models/people/team.prisma'), 'utf8')).toBe(team)
  })

  test('tells a machine the same', async () => {
    const path = await appWith(folder)
    const result = await schemaJson(path, '--write', 'people/tokens.prisma', ...args, '--audit', '--model', 'TeamToken')
    expect(result).toEqual({
      model: await readFile(join(path, 'db/models/people/tokens.prisma'), 'utf8'),
      relation: { model: 'Team', field: 'teamTokens TeamToken[]', file: 'db/models/people/team.prisma' },
      commands: ['npx prisma@7 migrate dev --name add-team-token', 'npx prisma@7 generate'],
      file: 'db/models/people/tokens.prisma',
      sql: null,
      provider: 'postgresql',
      repository: { model: 'teamToken', owner: 'teamId', audit: { model: 'teamTokenEvent' } },
    })
  })

  test('keeps a file that exists', async () => {
    const path = await appWith({ ...folder, [file]: '// mine\n' })
    const { code, stdout, stderr } = await schema(path, ['--write', ...args])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(`${file} exists`)
    expect(await readFile(join(path, file), 'utf8')).toBe('// mine\n')
  })

  test.each(['../out.prisma', 'people/tokens.txt', '/tmp/../out'])('gets no file %s', async (name) => {
    const { code, stderr } = await schema(await appWith(folder), ['--write', name, ...args])
    expect(code).toBe(2)
    expect(stderr).toContain('--write: name a file in db/models')
  })

  test('has one model of the name', async () => {
    const path = await appWith(folder)
    await schema(path, ['--write', ...args])
    await addRelation(path)
    for (const option of [[], ['--write'], ['--write', 'other.prisma']]) {
      const { code, stdout, stderr } = await schema(path, [...option, ...args])
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toContain(`a model WebAPIToken already, in ${file}`)
    }
  })

  test('gets the audit trail later', async () => {
    const path = await appWith(folder)
    await schema(path, ['--write', ...args])
    await addRelation(path)
    const { model, file, relation, repository, commands } = await schemaJson(path, '--audit', '--write')
    expect(model).toMatch(/^model WebAPITokenEvent \{$/m)
    expect(model).not.toMatch(/^model WebAPIToken \{$/m)
    expect(model).toMatch(/tokenId +String +@map\("token_id"\) @db\.Uuid/)
    expect(model).toMatch(/teamId +String +@map\("team_id"\) @db\.Uuid/)
    expect({ file, relation, repository }).toEqual({
      file: 'db/models/web-api-token-event.prisma',
      relation: null,
      repository: { owner: 'teamId', audit: true },
    })
    expect(commands[0]).toBe('npx prisma@7 migrate dev --name add-webapi-token-event')
    expect((await schema(path, ['--audit'])).stderr).toContain('a model WebAPITokenEvent already')
  })

  async function addRelation(path: string) {
    const text = team.replace('\n}', '\n  webAPITokens WebAPIToken[]\n}')
    await writeFile(join(path, 'db/models/people/team.prisma'), text)
  }
})

describe('an app with a single file', () => {
  const file = 'prisma/schema.prisma'

  test('appends what is printed', async () => {
    const text = `${datasource('sqlite')}\n${user}`.trimEnd()
    const path = await appWith({ [file]: text })
    const { code, stdout, stderr } = await schema(path, [])
    expect(code).toBe(0)
    expect(stderr).toContain(`The model belongs into ${file}.\n`)
    await writeFile(join(path, file), text + stdout)
    expect((await schema(path, [])).stderr).toContain('missing an opposite relation field on the model `User`')
    await writeFile(join(path, file), text.replace(/\}$/, '  webAPITokens WebAPIToken[]\n}') + stdout)
    expect((await schema(path, [])).stderr).toContain('has a model WebAPIToken already')
  })

  test('is told the short way on a screen', async () => {
    const path = await appWith({ [file]: `${datasource('sqlite')}\n${user}` })
    const { stdout, stderr } = await schema(path, [], { isTTY: true })
    expect(stdout).toMatch(/^\/\/\/ An API token of a user/)
    expect(stderr).toContain(`">> ${file}" after the command appends it`)
  })

  test('is not changed', async () => {
    const path = await appWith({ [file]: `${datasource('sqlite')}\n${user}` })
    const { code, stdout, stderr } = await schema(path, ['--write'])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(`npx webapi-token schema >> ${file}`)
  })
})

describe('the owner', () => {
  const models = (...texts: string[]) => appWith({ 'schema.prisma': [datasource('postgresql'), ...texts].join('\n') })

  test('must be in the schema', async () => {
    const path = await models(team, 'model Org {\n  id Int @id\n}\n')
    const missing = await schema(path, [])
    expect(missing).toMatchObject({ code: 2, stdout: '' })
    expect(missing.stderr).toContain('no model "User"')
    expect(missing.stderr).toContain('--owner-model. The models are: Team, Org.')
    const wrong = await schema(path, ['--owner-model', 'Orgs'])
    expect(wrong).toMatchObject({ code: 2, stdout: '' })
    expect(wrong.stderr).toContain('no model "Orgs". Its models are: Team, Org.')
  })

  test('must be one', async () => {
    const path = await models('model users {\n  id Int @id\n}\n', 'model user {\n  id Int @id\n}\n')
    const { code, stderr } = await schema(path, [])
    expect(code).toBe(2)
    expect(stderr).toContain('Several models could be the owner')
    expect(stderr).toContain('users, user.')
  })

  test('is found by its field', async () => {
    const { model } = await schemaJson(await models(team), '--owner-field', 'teamId')
    expect(model).toMatch(/team +Team +@relation\(fields: \[teamId\], references: \[id\], onDelete: Cascade\)/)
  })

  test('may be of a schema of the database', async () => {
    const path = await appWith({
      'schema.prisma': `${datasource('postgresql', '  schemas  = ["base", "auth"]\n')}\nmodel User {\n  id Int @id\n  @@schema("auth")\n}\n`,
    })
    expect((await schemaJson(path, '--audit')).model.match(/^ {2}@@schema\("auth"\)$/gm)).toHaveLength(2)
  })

  test('must have an id of one field', async () => {
    const path = await models('model User {\n  a Int\n  b Int\n  c String @unique @db.Char(8)\n  @@id([a, b])\n}\n')
    const { code, stderr } = await schema(path, [])
    expect(code).toBe(1)
    expect(stderr).toContain('The id of User is composed of a, b')
    expect((await schema(path, ['--references', 'a'])).stderr).toContain('Its unique fields are: c.')
    const { model } = await schemaJson(path, '--references', 'c')
    expect(model).toMatch(/userId +String +@map\("user_id"\) @db\.Char\(8\)/)
    expect(model).toContain('references: [c]')
  })

  test('must have an id that can be one here', async () => {
    const { code, stderr } = await schema(await models('model User {\n  id DateTime @id\n}\n'), [])
    expect(code).toBe(1)
    expect(stderr).toContain('User.id is DateTime')
  })

  test('may be somewhere else', async () => {
    const { model, relation } = await schemaJson(await models(team), '--owner-field', 'orgId', '--owner-id', 'uuid')
    expect(relation).toBeNull()
    expect(model).not.toContain('@relation')
    expect(model).toMatch(/orgId +String +@map\("org_id"\) @db\.Uuid/)
  })

  test('may be nobody', async () => {
    const { model } = await schemaJson(await models(user), '--nullable-owner', '--audit')
    expect(model).toMatch(/user +User\? +@relation/)
    expect(model.match(/userId +Int\? /g)).toHaveLength(2)
  })

  test('does not take the field of something else', async () => {
    const path = await models('model Family {\n  id Int @id\n}\n', 'model Token {\n  id Int @id\n}\n')
    expect(await schema(path, ['--owner-model', 'Family'])).toMatchObject({ code: 2, stdout: '' })
    const { model } = await schemaJson(path, '--owner-model', 'Token', '--model', 'ApiToken')
    expect(model).toMatch(/tokenOwner +Token +@relation\(fields: \[tokenId\]/)
  })
})

describe('what cannot be', () => {
  test.each([
    [
      'a provider that the library does not know',
      ['--provider', 'sqlserver'],
      1,
      'does not support the provider "sqlserver"',
    ],
    ['a provider that nobody knows', ['--provider', 'sqlit'], 2, 'It supports sqlite, postgresql'],
    [
      'a group',
      ['--provider', 'sqlite', '--with', 'notes'],
      2,
      '--with: "notes" is no group of fields. There are note, policy',
    ],
    ['an id', ['--provider', 'sqlite', '--id', 'Float'], 2, '--id: "Float" is none of Int, BigInt, cuid'],
    ['an id of the owner', ['--provider', 'sqlite', '--owner-id', 'Float'], 2, '--owner-id: "Float" is none of'],
    [
      'a type of the owner',
      ['--provider', 'mysql', '--owner-id', 'String @db.Uuid'],
      2,
      'Native type Uuid is not supported for mysql',
    ],
    ['a name', ['--provider', 'sqlite', '--model', 'a b'], 2, '--model: "a b" cannot be a name'],
    ['a schema', ['--schema', 'nowhere'], 2, '--schema: there is no nowhere'],
    ['both', ['--provider', 'sqlite', '--write'], 2, 'cannot be used with'],
    ['a folder without a schema', [], 2, 'No Prisma schema here'],
  ])('%s', async (_, args, expected, message) => {
    const { code, stdout, stderr } = await schema(await appWith({}), args)
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' })
    expect(stderr).toContain(message)
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  test('a schema with errors, without what is secret in it', async () => {
    const text = `datasource db {\n  provider = "postgresql"\n  url = "postgresql://u:hunter22@h/d" \n  foo = 1\n}\n\nmodel User {\n  id Strin @id\n}\n`
    const { code, stderr } = await schema(await appWith({ 'schema.prisma': text }), [])
    expect(code).toBe(2)
    expect(stderr).toContain('Property not known: "foo"')
    expect(stderr).toContain('schema.prisma:4')
    expect(stderr).not.toContain('hunter22')
  })

  test('a relation before its model', async () => {
    const text = user.replace('\n}', '\n  webAPITokens WebAPIToken[]\n}')
    const { code, stderr } = await schema(await appWith({ 'schema.prisma': `${datasource('sqlite')}\n${text}` }), [])
    expect(code).toBe(2)
    expect(stderr).toContain('Take out what refers to the new model')
  })

  test('a configuration of another version of Prisma', async () => {
    const path = await appWith({
      'prisma.config.ts': `export default { earlyAccess: true, schema: 'schema.prisma' }\n`,
    })
    const { code, stderr } = await schema(path, [])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^prisma.config.ts could not be loaded: \["earlyAccess"\] is unexpected/)
  })

  test('a configuration that fails, without what is secret in it', async () => {
    const path = await appWith({ 'prisma.config.ts': `throw new Error('no postgresql://u:hunter22@h/d')\n` })
    const { code, stderr } = await schema(path, [])
    expect(code).toBe(2)
    expect(stderr).toContain('name the schema with --schema')
    expect(stderr).not.toContain('hunter22')
  })

  test('a model that Prisma refuses in this schema', async () => {
    const path = await appWith({
      'schema.prisma': `${datasource('sqlite')}\n${user}\nmodel Old {\n  id Int @id\n  @@map("webapi_token")\n}\n`,
    })
    const { code, stdout, stderr } = await schema(path, [])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('webapi_token')
  })
})

test('a schema of Prisma 6, which has URLs', async () => {
  const text = `datasource db {\n  provider  = "postgres"\n  url       = env("DATABASE_URL")\n  directUrl = "postgresql://u:hunter22@h/d"\n}\n\n${user}`
  expect(await schemaJson(await appWith({ 'schema.prisma': text }))).toMatchObject({ provider: 'postgresql' })
})

test('MySQL needs a migration with a collation', async () => {
  const path = await appWith({ 'schema.prisma': `${datasource('mysql')}\n${user}` })
  const { sql, commands } = await schemaJson(path)
  expect(sql).toBe(
    'ALTER TABLE `webapi_token` MODIFY `token` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL;',
  )
  expect(commands).toEqual([
    'npx prisma@7 migrate dev --create-only --name add-webapi-token',
    'npx prisma@7 migrate dev',
    'npx prisma@7 generate',
  ])
  expect((await schema(path, [])).stderr).toContain(
    `Append to its migration.sql, since the default collation ignores case:\n\n     ${sql ?? ''}`,
  )
})
