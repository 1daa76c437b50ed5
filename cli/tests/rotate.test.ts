import { createUser } from '../../tests/conformance/suite/context.js'
import { commandLine } from './support/command-line.js'
import { createApp, type TestApp, tokensInEachState } from './support/repository.js'

let app: TestApp
let webapiToken: ReturnType<typeof commandLine>

beforeAll(async () => {
  app = await createApp()
  webapiToken = commandLine(app.tokens)
})

afterAll(() => app.db.close())

const rowOf = (id: number) => app.prisma.webAPIToken.findUniqueOrThrow({ where: { id } })

async function freshToken() {
  return app.tokens.generateToken(await createUser(app.prisma), { note: 'CI' })
}

test('replaces the token on standard input, which ends at once', async () => {
  const { token, record } = await freshToken()
  const { code, stdout, stderr } = await webapiToken(['rotate'], { input: token })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^acme_\w{38}\n$/)
  expect(await app.tokens.authenticate(stdout.trim())).toMatchObject({ ok: true, record: { note: 'CI' } })
  expect(await rowOf(record.id)).toMatchObject({ valid: false, invalidReason: 'Rotated' })
})

test('by the id, with a grace period and other values', async () => {
  const { token, record } = await freshToken()
  const argv = [
    'rotate',
    '--id',
    String(record.id),
    '--grace-period',
    '24h',
    '--note',
    'New',
    '--expires',
    '30d',
    '--json',
  ]
  const { stdout } = await webapiToken(argv)
  const rotated = JSON.parse(stdout) as { token: string; id: number; record: { note: string; expires: string } }
  expect(rotated.record).toMatchObject({ id: rotated.id, note: 'New', familyId: record.id })
  expect(new Date(rotated.record.expires).getTime()).toBeGreaterThan(Date.now())
  expect(await app.tokens.authenticate(token)).toMatchObject({ ok: true })
  expect((await rowOf(record.id)).expires?.getTime()).toBeLessThanOrEqual(Date.now() + 86_400_000)
  // The first new one was never used: it can be replaced.
  expect(await webapiToken(['rotate', '--id', String(record.id), '--grace-period', '24h'])).toMatchObject({ code: 0 })
  expect(await rowOf(rotated.id)).toMatchObject({ valid: false })
})

test('until the new token is used', async () => {
  const { token, record } = await freshToken()
  const { stdout } = await webapiToken(['rotate', '--retire-on-first-use'], { input: token })
  expect(await rowOf(record.id)).toMatchObject({ valid: true, retireOnFirstUse: true })
  await app.tokens.authenticate(stdout.trim())
  expect(await rowOf(record.id)).toMatchObject({ valid: false })
})

test('once more, when the new token was lost', async () => {
  const { record } = await freshToken()
  await webapiToken(['rotate', '--id', String(record.id)])
  expect(await webapiToken(['rotate', '--id', String(record.id)])).toMatchObject({ code: 1 })
  expect(await webapiToken(['rotate', '--id', String(record.id), '--repeat'])).toMatchObject({ code: 0 })
  expect(await webapiToken(['rotate', '--repeat'], { input: 'acme_x' })).toMatchObject({ code: 2 })
})

test('says why a token cannot be rotated', async () => {
  const { expired, invalid } = await tokensInEachState(app)
  const count = await app.prisma.webAPIToken.count()
  const refusals = [
    [expired.token, 'cannot be rotated: This API token expired on'],
    [invalid.token, 'Left the company'],
    [`${invalid.token}x`, 'it does not exist'],
  ]
  for (const [input, message] of refusals) {
    const { code, stdout, stderr } = await webapiToken(['rotate'], { input: input ?? '' })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(message)
  }
  expect(await app.prisma.webAPIToken.count()).toBe(count)
})

test.each([
  [['--grace-period', 'soon'], '--grace-period: "soon" is no duration'],
  [['--id', 'x'], '--id: "x" is no id'],
  [['acme_x'], 'rotate takes no arguments'],
  [[], 'There is no token on standard input'],
])('refuses %j', async (args, message) => {
  const { code, stderr } = await webapiToken(['rotate', ...args])
  expect(code).toBe(2)
  expect(stderr).toContain(message)
})
