import { writeFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { createUser } from '../../tests/conformance/suite/context.js'
import { commandLine } from './support/command-line.js'
import { createApp, type TestApp } from './support/repository.js'

let app: TestApp
let webapiToken: ReturnType<typeof commandLine>
let user: { id: number }

beforeAll(async () => {
  app = await createApp()
  webapiToken = commandLine(app.tokens)
  user = await createUser(app.prisma)
})

afterAll(() => app.db.close())

const newest = () => app.prisma.webAPIToken.findFirstOrThrow({ orderBy: { id: 'desc' } })

test('prints the token alone, so that it can be piped on', async () => {
  const { code, stdout, stderr } = await webapiToken(['create', String(user.id), '--note', 'CI'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^acme_[0-9A-Za-z]{38}\n$/)
  expect(await app.tokens.authenticate(stdout.trim())).toMatchObject({
    ok: true,
    record: { note: 'CI', userId: user.id },
  })
})

test('tells a person beside it what it is, and that it is shown once', async () => {
  const { stdout, stderr } = await webapiToken(['create', String(user.id), '--expires', '2100-01-31'], { isTTY: true })
  const row = await newest()
  expect(stdout).toMatch(/^acme_\w{38}\n$/)
  expect(stderr).toContain(`id       ${row.id}\n`)
  expect(stderr).toContain(`hint     ${row.tokenHint}\n`)
  expect(stderr).toContain('expires  2100-01-31 00:00\n')
  expect(stderr).toContain('shown once')
  expect(stderr).not.toContain(stdout.trim())
})

test('prints JSON with the token, its id and its row', async () => {
  const { stdout } = await webapiToken(['create', String(user.id), '--json'])
  const { token, id, record } = JSON.parse(stdout) as Record<string, unknown>
  const row = await newest()
  expect(id).toBe(row.id)
  expect(record).toMatchObject({ id: row.id, userId: user.id, timeAdded: row.timeAdded.toISOString() })
  expect(record).not.toHaveProperty('token')
  expect(await app.tokens.authenticate(token)).toMatchObject({ ok: true })
})

test('takes a date, a duration and never as the expiry', async () => {
  await webapiToken(['create', String(user.id), '--expires', '2100-01-31T12:00:00+01:00'])
  expect((await newest()).expires).toEqual(new Date('2100-01-31T11:00:00Z'))
  const before = Date.now()
  await webapiToken(['create', String(user.id), '--expires', '90d'])
  const { expires } = await newest()
  expect(expires?.getTime()).toBeGreaterThanOrEqual(before + 90 * 86_400_000)
  expect(expires?.getTime()).toBeLessThanOrEqual(Date.now() + 90 * 86_400_000)
  await webapiToken(['create', String(user.id), '--expires', 'never'])
  expect((await newest()).expires).toBeNull()
})

test('takes a policy, and one from a file, and extra data', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'webapi-token-cli-'))
  const policy = { resources: { '*': { allow: ['GET'], block: ['*'] } } }
  await writeFile(join(cwd, 'policy.json'), JSON.stringify(policy))
  await webapiToken(['create', String(user.id), '--policy', JSON.stringify(policy), '--extra-data', '{"a":1}'])
  expect(await newest()).toMatchObject({ policy, extraData: { a: 1 } })
  await webapiToken(['create', String(user.id), '--policy', '@policy.json'], { cwd })
  expect(await newest()).toMatchObject({ policy })
  await rm(cwd, { recursive: true })
})

test.each([
  [['abc'], 'owner: "abc" is no id'],
  [['1.5'], 'owner: "1.5" is no id'],
  [[], 'Name the owner: webapi-token create <userId>'],
  [['1', '--nobody'], 'Name the owner'],
  [['--nobody'], '--nobody: every token of this model has an owner'],
  [['1', '--expires', 'tomorrow'], '--expires: "tomorrow" is neither a date'],
  [['1', '--expires', '2026-02-30'], '--expires: "2026-02-30"'],
  [['1', '--policy', '{'], '--policy: this is no JSON'],
  [['1', '--policy', '[]'], '--policy: this must be a JSON object'],
  [['1', '--policy', '@nowhere.json'], '--policy: ENOENT'],
  [['1', '--data', '{"valid":true}'], 'valid'],
  [['1', '--token-type', 'other'], 'tokenType'],
  [['1', '--nonsense'], "unknown option '--nonsense'"],
])('refuses %j, names what is wrong, and writes nothing', async (args, message) => {
  const count = await app.prisma.webAPIToken.count()
  const { code, stdout, stderr } = await webapiToken(['create', ...args])
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(message)
  expect(stderr).not.toMatch(/^\s+at /m)
  expect(await app.prisma.webAPIToken.count()).toBe(count)
})

test('names an owner that does not exist', async () => {
  const { code, stderr } = await webapiToken(['create', '999999'])
  expect(code).toBe(1)
  expect(stderr).toContain('There is no owner 999999')
})

test('tells which field of the model an option needs', async () => {
  const { code, stderr } = await webapiToken(['create', String(user.id), '--scope', 'read'])
  expect(code).toBe(1)
  expect(stderr).toContain('add scopes to the schema')
})
