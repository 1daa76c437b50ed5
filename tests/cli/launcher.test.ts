import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'

import { copyOfProject, prisma, root, run } from './support/prisma.js'

let project: { path: string; remove: () => Promise<void> }

beforeEach(async () => {
  project = await copyOfProject()
})

afterEach(() => project.remove())

/** An engine that refuses every database with an error of its own. */
async function writeOtherEngine() {
  const path = join(project.path, 'other-engine.mjs')
  const error = {
    level: 'ERROR',
    target: 'schema_engine::logger',
    fields: { error_code: 'P9999', message: 'other engine' },
  }
  const lines = JSON.stringify(`{}\n${JSON.stringify(error)}`)
  await writeFile(path, `#!/usr/bin/env node\nprocess.stderr.write(${lines})\nprocess.exitCode = 1\n`)
  await chmod(path, 0o755)
  return path
}

describe('scripts/prisma.mjs', () => {
  it('finds an engine by itself, and puts the model file in its places', async () => {
    const model = join(project.path, 'prisma/schema/sqlite/web-api-token.prisma')
    await rm(model, { force: true })
    const { code, stderr } = await prisma('migrate status', {
      cwd: project.path,
      env: { DATABASE_URL: 'file:./test.db', PRISMA_SCHEMA_ENGINE_BINARY: '' },
    })
    expect(stderr).toContain('P1003')
    expect(code).toBe(1)
    expect(await readFile(model, 'utf8')).toContain('model WebAPIToken {')
  })

  it('uses the engine and the database of .env, but rather those of the environment', async () => {
    await writeFile(
      join(project.path, '.env'),
      `DATABASE_URL=file:./from-file.db\nPRISMA_SCHEMA_ENGINE_BINARY=${await writeOtherEngine()}\n`,
    )
    const fromFile = await prisma('migrate status', {
      cwd: project.path,
      env: { DATABASE_URL: undefined, PRISMA_SCHEMA_ENGINE_BINARY: undefined },
    })
    expect(fromFile.stdout).toContain('file:./from-file.db')
    expect(fromFile.stderr).toContain('P9999')

    const env = { DATABASE_URL: 'file:./from-environment.db' }
    const { stdout, stderr } = await prisma('migrate status', { cwd: project.path, env })
    expect(stdout).toContain('file:./from-environment.db')
    expect(stderr).toContain('P1003')
  })
})

describe('prisma.config.ts', () => {
  it('names the schemes it knows when DATABASE_URL has another', async () => {
    const { code, stderr } = await prisma('validate', { env: { DATABASE_URL: 'redis://localhost' } })
    expect(stderr).toContain(
      'DATABASE_URL starts with "redis:"; it must start with file:, postgres:, postgresql:, mysql:',
    )
    expect(code).toBe(1)
  })
})

describe('hasNativeEngine', () => {
  const require = createRequire(import.meta.url)
  const { getEnginesPath, enginesVersion } = require('@prisma/engines') as {
    getEnginesPath: () => string
    enginesVersion: string
  }

  it('looks where Prisma installs the engine and where Prisma keeps its downloads', async () => {
    const cache = join(project.path, 'cache')
    const native = JSON.stringify(join(root, 'scripts/schema-engine/native.mjs'))
    const script = `import { hasNativeEngine } from ${native}; console.log(await hasNativeEngine())`
    const env = { XDG_CACHE_HOME: cache }
    const ask = () => run(process.execPath, ['--input-type=module', '--eval', script], { env })

    const installed = (await readdir(getEnginesPath())).some((name) => name.startsWith('schema-engine-'))
    expect((await ask()).stdout).toContain(String(installed))

    const [target = ''] = await readdir(join(cache, 'prisma/master', enginesVersion))
    await writeFile(join(cache, 'prisma/master', enginesVersion, target, 'schema-engine'), '')
    expect((await ask()).stdout).toContain('true')
  })
})
