import { readFile } from 'node:fs/promises'

import { requiredFields } from '../../src/client/token-fields.js'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFile(new URL(path, root), 'utf8')

test('the README quotes the model as it ships', async () => {
  expect(await read('README.md')).toContain(await read('prisma/web-api-token.prisma'))
})

test('the guide of the audit trail quotes its model as it ships', async () => {
  const model = (await read('prisma/web-api-token-event.prisma')).replace(/^(?:\/\/\/.*\n)+/, '')
  expect(await read('docs/audit-trail.md')).toContain(model)
})

test('the README quotes what differs on MySQL', async () => {
  const shared = (await read('prisma/web-api-token.prisma')).split('\n')
  const mysql = (await read('prisma/schema/mysql/web-api-token.prisma')).split('\n')
  const changed = mysql.filter((line) => !shared.includes(line)).join('\n')
  expect(changed).toContain('@db.Text')
  expect(await read('README.md')).toContain(changed)
})

test.each(['sqlite', 'postgresql', 'mysql'])(
  'the development and the test schema of %s have the same model',
  async (p) => {
    expect(await read(`generated/test-schema/${p}/web-api-token.prisma`)).toBe(
      await read(`prisma/schema/${p}/web-api-token.prisma`),
    )
  },
)

test('the README names every error code', async () => {
  const codes = (await read('src/outcomes/errors.ts')).match(/ERR_WEBAPI_TOKEN_\w+/g) ?? []
  const readme = await read('README.md')
  expect(codes.length).toBeGreaterThan(5)
  expect(codes.filter((code) => !readme.includes(code))).toEqual([])
})

test('no link or image of the README needs the repository beside it', async () => {
  const targets = [...(await read('README.md')).matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target)
  expect(targets.length).toBeGreaterThan(0)
  expect(targets.filter((target) => !target?.startsWith('https://'))).toEqual([])
})

test.each([
  ['replace-your-api-key-model', ['replace-boxyhq', 'replace-dub', 'replace-rallly']],
  ['coming-from-djblets', ['from-djblets']],
])('the guide %s quotes the apps that are tested', async (guide, apps) => {
  const text = await read(`docs/${guide}.md`)
  for (const app of apps) {
    expect(text).toContain(await read(`tests/apps/${app}/src/tokens.ts`))
    const models = (await read(`tests/apps/${app}/prisma/schema.prisma`)).match(/^model \w+ \{$[^]*?^\}/gm) ?? []
    expect(models.filter((model) => text.includes(model))).toHaveLength(1)
  }
})

test('the README shows the smallest model: what is required, and two groups', async () => {
  const [, model = ''] = /^model TeamToken \{\n([^]*?)\n\n/m.exec(await read('README.md')) ?? []
  const fields = model.split('\n').map((line) => line.trim().split(/\s+/)[0] ?? '')
  expect(fields.sort()).toEqual([...requiredFields, 'teamId', 'scopes', 'parentId'].sort())
})
