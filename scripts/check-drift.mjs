// Compares what the committed migrations make with what the schemas describe.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
if (existsSync(`${root}.env`)) process.loadEnvFile(`${root}.env`)
const { TEST_POSTGRES_URL, DATABASE_URL = '', REQUIRE_ALL_DATABASES } = process.env

function check(provider, url) {
  const compare = `migrate diff --from-migrations prisma/migrations/${provider} --to-schema prisma/schema/${provider}`
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['scripts/prisma.mjs', ...compare.split(' '), '--exit-code'],
    { cwd: root, encoding: 'utf8', env: { ...process.env, DATABASE_URL: url } },
  )
  if (status === 0) {
    console.log(`${provider}: the migrations make what the schema describes`)
  } else if (status === 2) {
    console.error(`${provider}: the schema has changes that no migration makes:\n${stdout.trimEnd()}`)
    console.error(
      `Set DATABASE_URL to a ${provider} database and run: node scripts/prisma.mjs migrate dev --name <name>`,
    )
  } else {
    console.error(`${provider}: the check failed\n${stdout}${stderr}`)
  }
  return status === 0
}

function checkPostgresql() {
  const server = TEST_POSTGRES_URL || (/^postgres(ql)?:/.test(DATABASE_URL) && DATABASE_URL)
  if (server) return check('postgresql', server)
  console.log('postgresql: skipped, TEST_POSTGRES_URL is not set')
  return REQUIRE_ALL_DATABASES !== '1'
}

// Migrations of SQLite are replayed in memory: this file is neither read nor made.
const results = [check('sqlite', 'file:./drift.db'), checkPostgresql()]
console.log('mysql: not checked, that takes the native schema engine')
process.exit(results.every(Boolean) ? 0 : 1)
