import { readFile } from 'node:fs/promises'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFile(new URL(path, root), 'utf8')

test('the README quotes the model as it ships', async () => {
  expect(await read('README.md')).toContain(await read('prisma/web-api-token.prisma'))
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
