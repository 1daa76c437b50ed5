import { runInThisContext } from 'node:vm'

import ts from 'typescript'

import { requiredFields } from '../../src/client/token-fields.js'
import { WebAPITokenRepository } from '../../src/index.js'
import { createDatabase, databaseKind } from '../support/databases.js'
import { blocks, read } from './documentation/blocks.js'

describe('the README', () => {
  const readme = read('README.md')

  test('is short, and begins with code', () => {
    const lines = readme.trimEnd().split('\n')
    expect(lines.length).toBeGreaterThan(150)
    expect(lines.length).toBeLessThanOrEqual(250)
    expect(lines.slice(0, 30)).toContain('```ts')
    expect(lines.slice(0, 30)).toContain('```sh')
  })

  test('needs the repository beside it for no link or image', () => {
    const targets = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target)
    expect(targets.length).toBeGreaterThan(0)
    expect(targets.filter((target) => !target?.startsWith('https://'))).toEqual([])
  })

  test('has a model with what is required, and what its code needs', () => {
    expect(fieldsOf('README.md', 'WebAPIToken')).toEqual(
      [...requiredFields, 'user', 'userId', 'note', 'scopes', 'familyId', 'successorId', 'retireOnFirstUse'].sort(),
    )
  })

  test('begins with code that does what it says', async () => {
    const database = await createDatabase(databaseKind('better-sqlite3'))
    const { prisma } = database
    const user = await prisma.user.create({ data: { username: 'ada' } })
    const written: unknown[] = []
    const code = (blocks('ts', ['README.md'])[0]?.code ?? '').replace(/^import .*$/m, '')
    const { outputText } = ts.transpileModule(`${code}\nreturn { token, record }`, {
      compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
    })
    const names = 'WebAPITokenRepository, prisma, user, console'
    const run = runInThisContext(`(async (${names}) => {${outputText}})`) as (
      ...values: unknown[]
    ) => Promise<{ token: string; record: object }>
    const log = (name: unknown) => written.push(name)
    const { token, record } = await run(WebAPITokenRepository, prisma, user, { log })
    expect(token).toMatch(/^acme_[0-9A-Za-z]{38}$/)
    expect(record).toMatchObject({ note: 'CI', userId: user.id })
    expect(written).toEqual(['ada'])
    expect(await prisma.webAPIToken.findMany()).toMatchObject([
      { valid: false, invalidReason: 'Found in a public repository', note: 'CI' },
    ])
    await database.close()
  })
})

test('a guide quotes the model as it ships', () => {
  expect(read('docs/model.md')).toContain(read('prisma/web-api-token.prisma'))
})

test('the guide of the audit trail quotes its model as it ships', () => {
  const model = read('prisma/web-api-token-event.prisma').replace(/^(?:\/\/\/.*\n)+/, '')
  expect(read('docs/audit-trail.md')).toContain(model)
})

test('a guide quotes what differs on MySQL', () => {
  const shared = read('prisma/web-api-token.prisma').split('\n')
  const mysql = read('prisma/schema/mysql/web-api-token.prisma').split('\n')
  const changed = mysql.filter((line) => !shared.includes(line)).join('\n')
  expect(changed).toContain('@db.Text')
  expect(read('docs/model.md')).toContain(changed)
})

test.each(['sqlite', 'postgresql', 'mysql'])('the development and the test schema of %s have the same model', (p) => {
  expect(read(`generated/test-schema/${p}/web-api-token.prisma`)).toBe(read(`prisma/schema/${p}/web-api-token.prisma`))
})

test('a guide names every error code', () => {
  const codes = read('src/outcomes/errors.ts').match(/ERR_WEBAPI_TOKEN_\w+/g) ?? []
  const guide = read('docs/errors.md')
  expect(codes.length).toBeGreaterThan(5)
  expect(codes.filter((code) => !guide.includes(code))).toEqual([])
})

test.each([
  ['replace-your-api-key-model', ['replace-boxyhq', 'replace-dub', 'replace-rallly']],
  ['coming-from-djblets', ['from-djblets']],
])('the guide %s quotes the apps that are tested', (guide, apps) => {
  const text = read(`docs/${guide}.md`)
  for (const app of apps) {
    expect(text).toContain(read(`tests/apps/${app}/src/tokens.ts`))
    const models = read(`tests/apps/${app}/prisma/schema.prisma`).match(/^model \w+ \{$[^]*?^\}/gm) ?? []
    expect(models.filter((model) => text.includes(model))).toHaveLength(1)
  }
})

test('a guide shows the smallest model: what is required, and two groups', () => {
  expect(fieldsOf('docs/model.md', 'TeamToken')).toEqual([...requiredFields, 'teamId', 'scopes', 'parentId'].sort())
})

function fieldsOf(path: string, model: string): string[] {
  const [, fields = ''] = new RegExp(`^model ${model} \\{\\n([^]*?)\\n\\n`, 'm').exec(read(path)) ?? []
  return fields
    .split('\n')
    .map((line) => line.trim().split(/\s+/)[0] ?? '')
    .sort()
}
