import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { engine, filters, lines, migrationsList, request, undo } from './support/engine.js'
import { temporaryFolder } from './support/prisma.js'

let folder: { path: string; remove: () => Promise<void> }
let url: string

beforeEach(async () => {
  folder = await temporaryFolder()
  url = `file:${join(folder.path, 'test.db')}`
})

afterEach(() => folder.remove())

const command = (name: string) => engine({ url }, ['cli', name])

describe('the commands', () => {
  it('create a database and drop it', async () => {
    const missing = await command('can-connect-to-database')
    expect(missing.code).toBe(1)
    const [, error] = missing.stderr.trimEnd().split('\n')
    expect(JSON.parse(error ?? '')).toMatchObject({
      level: 'ERROR',
      target: 'schema_engine::logger',
      fields: { error_code: 'P1003', message: 'Database `test.db` does not exist' },
    })

    expect(await command('create-database')).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(await command('can-connect-to-database')).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(await command('drop-database')).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(existsSync(join(folder.path, 'test.db'))).toBe(false)
  })

  it('refuse a file that is no database, and a command that they are not', async () => {
    await writeFile(
      join(folder.path, 'test.db'),
      'no database, and long enough to be read as the head of one'.repeat(10),
    )
    expect(await command('can-connect-to-database')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('file is not a database'),
    })
    expect(await command('toString')).toMatchObject({ code: 1, stderr: expect.stringContaining('Unknown command') })
  })
})

describe('the protocol', () => {
  beforeEach(() => writeFile(join(folder.path, 'test.db'), ''))

  it('answers requests in their order, and not the answers to its own', async () => {
    const printed = { id: 7, result: {} } as unknown as { id: number; method: string }
    const answers = await request(url, { id: 1, method: 'getDatabaseVersion' }, printed, { id: 2, method: 'free' })
    expect(answers).toEqual([
      { jsonrpc: '2.0', id: 1, result: expect.stringMatching(/^3\./) },
      { jsonrpc: '2.0', id: 2, error: expect.objectContaining({ code: -32601, message: 'Method not found: free' }) },
    ])
  })

  it('prints the text of a diff before it answers', async () => {
    const script = 'CREATE TABLE a (b TEXT); CREATE TABLE c (d TEXT)'
    const [print, answer] = await request(url, undo('sqlite', script))
    expect(print).toMatchObject({ id: 5, method: 'print', params: { content: expect.stringMatching(/"a"[^]*"c"/) } })
    expect(answer).toEqual({ jsonrpc: '2.0', id: 5, result: { exitCode: 2, stdout: null } })
  })

  it('answers {} where the engine answers nothing', async () => {
    expect(await request(url, { id: 1, method: 'reset', params: { filter: filters } })).toEqual([
      { jsonrpc: '2.0', id: 1, result: {} },
    ])
  })

  it('takes a database without migrations for one that is behind', async () => {
    const params = { migrationsList: migrationsList('sqlite', ''), optInToShadowDatabase: true, filters }
    const [answer] = await request(url, { id: 1, method: 'diagnoseMigrationHistory', params })
    expect(answer).toMatchObject({ result: { history: { unappliedMigrationNames: ['1_init'] } } })
  })

  it('passes the code of an error on', async () => {
    const params = { migrationsList: migrationsList('postgresql', ''), filters }
    const [answer] = await request(url, { id: 1, method: 'applyMigrations', params })
    expect(answer).toMatchObject({ id: 1, error: { code: 4466, data: { is_panic: false, error_code: 'P3019' } } })
  })

  it('reports a panic with its text', async () => {
    const [answer] = await request(url, { id: 1, method: 'debugPanic' })
    expect(answer).toMatchObject({
      error: { data: { is_panic: true, message: expect.stringContaining('artificial panic') } },
    })
  })

  it('stops when the engine cannot read a request', async () => {
    const { code, stderr } = await engine({ url }, [], { input: lines({ id: 1, method: 'diff', params: {} }) })
    expect(JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      level: 'ERROR',
      fields: { message: 'Error: missing field `from`' },
    })
    expect(code).toBe(1)
  })

  it('tells its version', async () => {
    expect(await engine({ url }, ['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^schema-engine-wasm \w+/),
    })
  })

  it('refuses other databases than it speaks', async () => {
    url = 'sqlserver://localhost'
    expect(await command('can-connect-to-database')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('not \\"sqlserver:\\"'),
    })
  })
})
