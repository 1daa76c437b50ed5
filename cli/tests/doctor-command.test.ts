import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'

import { WebAPITokenRepository } from '../../src/index.js'
import {
  adapters,
  connectClient,
  createDatabase,
  databaseKind,
  type TestDatabase,
} from '../../tests/support/databases.js'
import { severities } from '../src/doctor/finding.js'
import { run } from '../src/program.js'

let db: TestDatabase
let cwd: string

beforeAll(async () => {
  db = await createDatabase(databaseKind('libSQL'))
  cwd = await mkdtemp(join(tmpdir(), 'webapi-token-doctor-'))
})
afterAll(async () => {
  await db?.close()
  await rm(cwd, { recursive: true })
})

interface Report {
  readonly ok: boolean
  readonly findings: readonly { readonly code: string }[]
  readonly checked: readonly string[]
  readonly unchecked: readonly string[]
}

/** A configuration on a client of its own, which the command closes. */
async function configuration(options: object = {}) {
  const client = await db.connect({ omit: { webAPIToken: { token: true } } })
  return new WebAPITokenRepository(client, { tokenType: 'acme', maxLifetime: 86_400_000, ...options })
}

async function doctor(
  configured: unknown,
  args: readonly string[] = [],
  { columns = 0, env = {}, signal = new AbortController().signal } = {},
) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  if (columns > 0) Object.assign(stdout, { isTTY: true, columns })
  const code = await run(['doctor', ...args], {
    stdin: new PassThrough(),
    stdout,
    stderr,
    env,
    cwd,
    signal,
    ...(configured !== undefined && { configuration: configured }),
  })
  const textOf = (stream: PassThrough) => String(stream.read() ?? '')
  return { code, stdout: textOf(stdout), stderr: textOf(stderr) }
}

test('a healthy app: exit code 0, notes, and what was checked', async () => {
  const { code, stdout, stderr } = await doctor(await configuration())
  expect(stderr).toBe('')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^No errors, no warnings, 2 notes\.$/m)
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    'Checked: transactions, SQLite, migrations, model in the client, columns,',
  )
  expect(stdout).not.toMatch(/MySQL|Not checked|Errors|Warnings/)
})

test('a warning: exit code 0, and 1 with --strict', async () => {
  const { code, stdout } = await doctor(await configuration({ tokenType: 'wat' }))
  expect(code).toBe(0)
  expect(stdout).toMatch(/^Warnings\n\n {2}default-prefix\n {4}New tokens begin with wat_/)
  expect((await doctor(await configuration({ tokenType: 'wat' }), ['--strict'])).code).toBe(1)
  expect((await doctor(await configuration(), ['--strict'])).code).toBe(0)
})

test('--json: whether all is well, and each finding', async () => {
  const { code, stdout } = await doctor(await configuration({ tokenType: 'wat' }), ['--json'])
  expect(code).toBe(0)
  const { ok, findings, checked, unchecked } = JSON.parse(stdout) as Report
  expect(ok).toBe(true)
  expect(findings[0]).toEqual({
    code: 'migrations-untracked',
    severity: 'info',
    message: expect.any(String),
    remedy: expect.any(String),
  })
  expect(findings.map((each) => each.code)).toContain('default-prefix')
  expect(checked).toContain('unique index of the tokens')
  expect(unchecked).toEqual([])
  const strict = await doctor(await configuration({ tokenType: 'wat' }), ['--json', '--strict'])
  expect(JSON.parse(strict.stdout)).toMatchObject({ ok: false })
})

test('an error: exit code 1, before the warnings and the notes', async () => {
  await db.prisma.$executeRawUnsafe('DROP INDEX webapi_token_token_key')
  const { code, stdout } = await doctor(await configuration({ tokenType: 'wat' }))
  await db.prisma.$executeRawUnsafe('CREATE UNIQUE INDEX webapi_token_token_key ON webapi_token (token)')
  expect(code).toBe(1)
  expect(stdout).toMatch(
    /^Errors\n\n {2}token-not-unique\n[^]*\nWarnings\n[^]*\nNotes\n[^]*1 error, 1 warning, 2 notes/,
  )
})

test('the text fits into a narrow terminal, and has colours only there', async () => {
  const narrow = await doctor(await configuration({ tokenType: 'wat' }), [], { columns: 50 })
  // eslint-disable-next-line no-control-regex
  const lines = narrow.stdout.replace(/\u001b\[\d+m/g, '').split('\n')
  expect(narrow.stdout).toContain('\u001b[')
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(50)
  const plain = await doctor(await configuration(), [], { columns: 50, env: { NO_COLOR: '1' } })
  expect(plain.stdout).not.toContain('\u001b[')
  expect((await doctor(await configuration())).stdout).not.toContain('\u001b[')
})

test('a database that does not answer: one error, without its password', async () => {
  const url = 'postgresql://someone:very-secret@127.0.0.1:1/none'
  const client = await connectClient('postgresql', await adapters.postgresql(url))
  const result = await doctor(new WebAPITokenRepository(client), [], { env: { DATABASE_URL: url } })
  expect(result.code).toBe(1)
  expect(result.stdout).toMatch(/^Errors\n\n {2}database-unreachable\n/)
  expect(result.stdout).toContain('1 error, no warnings, no notes.')
  expect(result.stdout + result.stderr).not.toContain('very-secret')
})

test('a model that no repository is made with: one error', async () => {
  const library = fileURLToPath(new URL('../../src/index.ts', import.meta.url))
  const config = `import { WebAPITokenRepository } from ${JSON.stringify(library)}
    export default new WebAPITokenRepository({ $transaction() {} }, { model: 'accessKey' })`
  await writeFile(join(cwd, 'webapi-token.config.mjs'), config)
  const { code, stdout } = await doctor(undefined, ['--json'])
  expect(JSON.parse(stdout)).toMatchObject({
    ok: false,
    findings: [{ code: 'client-model', severity: 'error', message: expect.stringContaining('"accessKey"') }],
  })
  expect(code).toBe(1)
})

test('wrong usage: exit code 2', async () => {
  expect((await doctor(await configuration(), ['--timeout', '0'])).code).toBe(2)
  expect((await doctor(await configuration(), ['--nonsense'])).code).toBe(2)
  expect((await doctor(new Map())).code).toBe(2)
  await db.prisma.$executeRawUnsafe(
    'CREATE TABLE _prisma_migrations (migration_name, checksum, finished_at, rolled_back_at, started_at)',
  )
  const { code, stderr } = await doctor(await configuration(), ['--migrations', 'nowhere'])
  await db.prisma.$executeRawUnsafe('DROP TABLE _prisma_migrations')
  expect(code).toBe(2)
  expect(stderr).toContain('no folder "nowhere"')
})

test('Ctrl-C ends it', async () => {
  const { code, stdout } = await doctor(await configuration(), [], { signal: AbortSignal.abort() })
  expect(code).toBe(1)
  expect(stdout).toBe('')
})

test('--full looks at every row', async () => {
  expect((await doctor(await configuration(), ['--full'])).code).toBe(0)
})

test('the guide has a row for each finding', async () => {
  const guide = await readFile(new URL('../../docs/cli-doctor.md', import.meta.url), 'utf8')
  const rows = [...guide.matchAll(/^\| `([a-z0-9-]+)` +\| (error|warning|note)/gm)].map(([, code, severity]) => ({
    code,
    severity,
  }))
  const expected = Object.entries(severities).map(([code, severity]) => ({
    code,
    severity: severity === 'info' ? 'note' : severity,
  }))
  expect(rows).toEqual(expected)
})
