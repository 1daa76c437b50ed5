import { createApp, type TestApp } from './support/repository.js'
import { createFolder, type Folder, imports } from './support/binary.js'

let app: TestApp
let folder: Folder

beforeAll(async () => {
  app = await createApp()
})

afterAll(() => app.db.close())

beforeEach(async () => {
  folder = await createFolder(app.db.url)
})

afterEach(() => folder.remove())

const repository = 'new WebAPITokenRepository(prisma, { tokenType: "acme" })'

test.each([
  ['webapi-token.config.ts', `export default ${repository}`],
  ['webapi-token.config.mts', `export default ${repository} satisfies object`],
  ['webapi-token.config.ts', `export default { tokens: ${repository}, actor: 'deploy' }`],
  ['webapi-token.config.ts', `export const tokens = ${repository}`],
  ['webapi-token.config.ts', `export default () => ${repository}`],
  ['webapi-token.config.ts', `export default async () => ({ tokens: await Promise.resolve(${repository}) })`],
])('%s: %s', async (file, exported) => {
  await folder.write(file, `${imports}\n${exported}`)
  expect(await folder.run(['list', '--json'])).toEqual({
    code: 0,
    stdout: '{"tokens":[],"nextCursor":null}\n',
    stderr: '',
  })
})

test('JavaScript, in both of its forms', async () => {
  await folder.write('tokens.ts', `${imports}\nexport const tokens = ${repository}`)
  const javascript = imports.replace(/import \{ PrismaClient \}.*\n/, '').replace(/const prisma.*\n/, '')
  await folder.write('webapi-token.config.mjs', `${javascript}\nexport default {}`)
  expect((await folder.run(['list'])).stderr).toContain('must default-export a WebAPITokenRepository')
  await folder.write('webapi-token.config.cjs', `module.exports = { tokens: 1 }`)
  expect((await folder.run(['list', '--config', 'webapi-token.config.cjs'])).stderr).toContain(
    'webapi-token.config.cjs',
  )
})

test('an option wins over a variable, and that over the search', async () => {
  await folder.write('webapi-token.config.ts', 'throw new Error("the one that is found")')
  await folder.write('variable.ts', 'throw new Error("the one of the variable")')
  await folder.write('option.ts', `${imports}\nexport default ${repository}`)
  const env = { WEBAPI_TOKEN_CONFIG: 'variable.ts' }
  expect((await folder.run(['list'])).stderr).toContain('the one that is found')
  expect((await folder.run(['list'], { env })).stderr).toContain('the one of the variable')
  expect(await folder.run(['list', '--config', './option.ts'], { env })).toMatchObject({ code: 0 })
})

test('none: with an example', async () => {
  const { code, stderr } = await folder.run(['list'])
  expect(code).toBe(2)
  expect(stderr).toContain('There is no webapi-token.config.ts')
  expect(stderr).toContain("import { WebAPITokenRepository } from 'prisma-webapi-token'")
  const named = await folder.run(['list', '--config', 'nowhere.ts'])
  expect(named).toMatchObject({ code: 2, stderr: '--config: there is no file "nowhere.ts".\n' })
  const variable = await folder.run(['list'], { env: { WEBAPI_TOKEN_CONFIG: 'nowhere.ts' } })
  expect(variable).toMatchObject({ code: 2, stderr: 'WEBAPI_TOKEN_CONFIG: there is no file "nowhere.ts".\n' })
})

test.each([
  ['import "no-such-package"', "Cannot find module 'no-such-package'"],
  ['import "./no-such-file"', './no-such-file'],
  ['export default ((', 'cannot be loaded'],
  ['throw new Error("Set APP_ENV first")', 'Set APP_ENV first'],
  ['export default () => undefined', 'a function that returns nothing'],
  ['export default 5', 'must default-export a WebAPITokenRepository'],
  ['export default { tokens: { list() {} } }', 'must default-export a WebAPITokenRepository'],
  ['export default { generateToken() {} }', 'must default-export a WebAPITokenRepository'],
  ['export default { tokens: { generateToken() {} } }', 'install the same version'],
  [`${imports}\nexport default { tokens: ${repository}, actor: 5 }`, '"actor" must be a string'],
  [`${imports}\nexport default new WebAPITokenRepository(prisma, { model: 'nothing' })`, 'has no model "nothing"'],
  [
    `${imports}\nexport default new WebAPITokenRepository(prisma, { tokenTypes: 'acme' })`,
    'there is no option "tokenTypes"',
  ],
])('one that is broken: %s', async (content, message) => {
  await folder.write('webapi-token.config.ts', content)
  const { code, stdout, stderr } = await folder.run(['list'])
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain('webapi-token.config.ts')
  expect(stderr).toContain(message)
  expect(stderr).not.toMatch(/^\s+at /m)
})

test('no password of the URL is in what it throws, nor in its stack', async () => {
  await folder.write('webapi-token.config.ts', 'throw new Error(`No route to ${process.env.DATABASE_URL}`)')
  const env = { DATABASE_URL: 'postgresql://ada:s3cr%40t-word@db.example/app' }
  for (const argv of [['list'], ['list', '--verbose']]) {
    const { code, stderr } = await folder.run(argv, { env })
    expect(code).toBe(2)
    expect(stderr).toContain('No route to postgresql://ada:***@db.example/app')
    expect(stderr).not.toMatch(/s3cr/)
    expect(/^\s+at /m.test(stderr)).toBe(argv.includes('--verbose'))
  }
  expect((await folder.run(['list'], { env: { ...env, DEBUG: 'webapi-token' } })).stderr).toMatch(/^\s+at /m)
})

test('what it leaves open does not keep the process', async () => {
  await folder.write('webapi-token.config.ts', `${imports}\nsetInterval(() => {}, 1e6)\nexport default ${repository}`)
  expect(await folder.run(['list'])).toMatchObject({ code: 0 })
})
