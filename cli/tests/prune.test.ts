import { createTestToken } from '../../src/testing/index.js'
import { createUser } from '../../tests/conformance/suite/context.js'
import { commandLine } from './support/command-line.js'
import { createApp, past, type TestApp } from './support/repository.js'

let app: TestApp
let webapiToken: ReturnType<typeof commandLine>

beforeAll(async () => {
  app = await createApp()
  webapiToken = commandLine(app.tokens)
})

afterAll(() => app.db.close())
beforeEach(() => app.prisma.webAPIToken.deleteMany())

const left = async () => (await app.prisma.webAPIToken.findMany({ orderBy: { id: 'asc' } })).map(({ note }) => note)

async function oldTokens() {
  const user = await createUser(app.prisma)
  const dayAgo = new Date(Date.now() - 86_400_000)
  await createTestToken(app.tokens, user, { note: 'fresh' })
  await createTestToken(app.tokens, user, { note: 'expired long ago', expires: past })
  await createTestToken(app.tokens, user, { note: 'expired yesterday', expires: dayAgo })
  await createTestToken(app.tokens, user, { note: 'invalidated long ago', valid: false, invalidDate: past })
  await createTestToken(app.tokens, user, { note: 'unused', timeAdded: past, lastUsed: past })
}

test('deletes what matches any of the dates', async () => {
  await oldTokens()
  const argv = ['prune', '--expired-before', '30d', '--invalidated-before', '2021-01-01']
  expect(await webapiToken([...argv, '--dry-run', '--json'])).toMatchObject({
    code: 0,
    stdout: '{"count":2,"dryRun":true}\n',
  })
  const refused = await webapiToken(argv)
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('Delete 2 tokens?') as string })
  expect(await left()).toHaveLength(5)
  expect(await webapiToken([...argv, '--yes'])).toEqual({ code: 0, stdout: '2 tokens deleted.\n', stderr: '' })
  expect(await left()).toEqual(['fresh', 'expired yesterday', 'unused'])
  expect(await webapiToken(['prune', '--unused-since', '1w', '--yes'])).toMatchObject({ stdout: '1 token deleted.\n' })
  expect(await left()).toEqual(['fresh', 'expired yesterday'])
})

test('does nothing to an empty table', async () => {
  expect(await webapiToken(['prune', '--expired-before', '0d'])).toEqual({
    code: 0,
    stdout: '0 tokens deleted.\n',
    stderr: '',
  })
})

test('stops on Ctrl-C', async () => {
  await oldTokens()
  const interrupt = new AbortController()
  interrupt.abort()
  const { code, stderr } = await webapiToken(['prune', '--expired-before', '1d', '--yes'], { signal: interrupt.signal })
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'Stopped: nothing was done.\n' })
  expect(await left()).toHaveLength(5)
})

test.each([
  [[], 'Say what is old'],
  [['--expired-before', 'yesterday'], '--expired-before: "yesterday"'],
  [['--unused-since', '30'], '--unused-since: "30"'],
])('refuses %j', async (args, message) => {
  const { code, stderr } = await webapiToken(['prune', ...args, '--yes'])
  expect(code).toBe(2)
  expect(stderr).toContain(message)
})
