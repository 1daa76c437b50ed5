import { hmacSha256Digest, sha256Digest, WebAPITokenRepository } from '../../src/index.js'
import { createUser, neverGenerated } from '../../tests/conformance/suite/context.js'
import { commandLine } from './support/command-line.js'
import { createApp, type TestApp, tokensInEachState } from './support/repository.js'

let app: TestApp
let webapiToken: ReturnType<typeof commandLine>
let states: Awaited<ReturnType<typeof tokensInEachState>>

beforeAll(async () => {
  app = await createApp()
  webapiToken = commandLine(app.tokens)
  states = await tokensInEachState(app)
})

afterAll(() => app.db.close())

const table = () => app.prisma.webAPIToken.findMany({ orderBy: { id: 'asc' } })

test.each(['active', 'retiring', 'successor'] as const)('says that a token is ok: %s', async (name) => {
  const { token, record } = states[name]
  const { code, stdout } = await webapiToken(['verify'], { input: `  ${token}\n` })
  expect(code).toBe(0)
  expect(stdout).toMatch(/^ok\n/)
  expect(stdout).toMatch(new RegExp(`^id +${record.id}$`, 'm'))
})

test.each([
  ['expired', 'refused (expired): This API token expired on 2020-01-01'],
  ['invalid', 'refused (invalid): This API token became invalid on'],
] as const)('says why a token is refused: %s', async (name, message) => {
  const { code, stdout } = await webapiToken(['verify'], { input: states[name].token })
  expect(code).toBe(1)
  expect(stdout).toContain(message)
  const json = await webapiToken(['verify', '--json'], { input: states[name].token })
  expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, reason: name, record: { id: states[name].record.id } })
  expect(json.code).toBe(1)
})

test('refuses what is in no row, and what is no token', async () => {
  const unknown = neverGenerated().replace(/^wat/, 'acme')
  expect((await webapiToken(['verify'], { input: unknown })).stdout).toContain('refused (malformed)')
  const { token, record } = await app.tokens.generateToken(states.user)
  await app.prisma.webAPIToken.delete({ where: { id: record.id } })
  expect((await webapiToken(['verify'], { input: token })).stdout).toContain('refused (unknown)')
  expect((await webapiToken(['verify'], { input: '42' })).stdout).toContain('refused (malformed)')
})

test('writes nothing: no use, no end of a predecessor, no other digest, no end of a family', async () => {
  const user = await createUser(app.prisma)
  const options = { tokenType: 'acme', invalidateFamilyOnReuse: 'always' } as const
  const tokens = new WebAPITokenRepository(app.prisma, options)
  const old = await tokens.generateToken(user)
  const next = await tokens.rotateToken(old.token, { retireOnFirstUse: true })
  const leaked = await tokens.generateToken(user)
  const replaced = await tokens.rotateToken(leaked.token)
  const keyed = new WebAPITokenRepository(app.prisma, {
    ...options,
    digests: [hmacSha256Digest({ keyId: '1', key: Buffer.alloc(32, 1) }), sha256Digest()],
    limiter: { consume: () => Promise.reject(new Error('asked')) },
  })
  const heard: string[] = []
  for (const name of ['authenticated', 'refused', 'reused', 'limiterFailed'] as const) {
    keyed.on(name, () => heard.push(name))
  }
  const before = await table()
  const verify = commandLine(keyed)
  for (const { token } of [next, old, replaced]) expect((await verify(['verify'], { input: token })).code).toBe(0)
  expect((await verify(['verify'], { input: leaked.token })).code).toBe(1)
  expect(await table()).toEqual(before)
  expect(heard).toEqual([])
  // The same by the library does all of it.
  await keyed.authenticate(next.token)
  await keyed.authenticate(leaked.token)
  expect(await table()).not.toEqual(before)
  expect(heard.length).toBeGreaterThan(0)
})

test("asks the app's own check of the owner", async () => {
  const closed = new WebAPITokenRepository(app.prisma, { tokenType: 'acme', isOwnerActive: () => false })
  const { code, stdout } = await commandLine(closed)(['verify'], { input: states.active.token })
  expect({ code, stdout }).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('refused (owner-inactive)') as string,
  })
})

test('accepts the token types that it is told', async () => {
  const ok = await webapiToken(['verify', '--token-type', 'acme'], { input: states.active.token })
  expect(ok.code).toBe(0)
  const { code, stderr } = await webapiToken(['verify', '--token-type', 'other'], { input: states.active.token })
  expect({ code, stderr }).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('tokenType must be one of') as string,
  })
})

test('takes one token, and none as an argument', async () => {
  expect(await webapiToken(['verify'])).toMatchObject({ code: 2, stderr: 'There is no token on standard input.\n' })
  expect(await webapiToken(['verify'], { input: 'a\nb\n' })).toMatchObject({ code: 2 })
  const { code, stderr } = await webapiToken(['verify', states.active.token])
  expect(code).toBe(2)
  expect(stderr).toContain('history of the shell')
  expect(stderr).not.toContain(states.active.token)
})
