import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { describeWith, postgresUrl } from './support/databases.js'
import { addColumn, copyOfProject, run, schemaEngine } from './support/prisma.js'

let project: { path: string; remove: () => Promise<void> }

beforeEach(async () => {
  project = await copyOfProject()
})

afterEach(() => project.remove())

function checkDrift(env: Record<string, string>) {
  return run(process.execPath, ['scripts/check-drift.mjs'], {
    cwd: project.path,
    env: { PRISMA_SCHEMA_ENGINE_BINARY: schemaEngine, DATABASE_URL: '', TEST_POSTGRES_URL: '', ...env },
  })
}

describe('check-drift', () => {
  it('passes over a server that it was not given, unless all are required', async () => {
    const [optional, required] = await Promise.all([checkDrift({}), checkDrift({ REQUIRE_ALL_DATABASES: '1' })])
    expect(optional.stdout).toContain('sqlite: the migrations make what the schema describes')
    expect(optional.stdout).toContain('postgresql: skipped, TEST_POSTGRES_URL is not set')
    expect(optional.code).toBe(0)
    expect(required.code).toBe(1)
  })

  it('finds a change of the schema that no migration makes', async () => {
    await addColumn(project.path)
    const { code, stderr } = await checkDrift({})
    expect(stderr).toContain('sqlite: the schema has changes that no migration makes')
    expect(stderr).toContain('[+] Added column `color`')
    expect(stderr).toContain('migrate dev --name')
    expect(code).toBe(1)
    expect(existsSync(join(project.path, 'drift.db'))).toBe(false)
  })
})

describeWith('TEST_POSTGRES_URL', 'check-drift on PostgreSQL', () => {
  it('finds the change there too', async () => {
    await addColumn(project.path)
    const { code, stderr } = await checkDrift({ TEST_POSTGRES_URL: postgresUrl ?? '' })
    expect(stderr).toMatch(/postgresql: the schema has changes that no migration makes[^]*\[\+] Added column `color`/)
    expect(code).toBe(1)
  })
})
