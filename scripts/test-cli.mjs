// Follows the first steps of docs/cli.md word for word, as a newcomer would: in two apps of its own, outside this checkout, with
// the packed library and the packed command line. `node scripts/test-cli.mjs [sqlite] [postgresql]`. It needs `npm run build`, and
// PostgreSQL for the second one.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

import Database from 'better-sqlite3'
import pg from 'pg'

const root = fileURLToPath(new URL('..', import.meta.url))
const postgresUrl = process.env.TEST_POSTGRES_URL
const guide = join(root, 'docs', 'cli.md')

const database = `webapi_token_app_${randomBytes(6).toString('hex')}`

/** What the newcomer has before the first command, and which of the guide's texts are theirs. */
const apps = {
  sqlite: {
    section: 0,
    url: 'file:./dev.db',
    schema: 'prisma/schema.prisma',
    owner: { file: 'prisma/schema.prisma', model: 'User' },
    files: {
      'prisma/schema.prisma': `${head('sqlite')}
model User {
  id    Int    @id @default(autoincrement())
  email String @unique
}`, // No end of the line: what is appended must not stick to it.
    },
    addOwner: (folder) => {
      const file = new Database(join(folder, 'dev.db'), { fileMustExist: true })
      file.exec(`INSERT INTO "User" (email) VALUES ('alice@example.com')`)
      file.close()
    },
  },
  postgresql: {
    section: 1,
    url: postgresUrl && Object.assign(new URL(postgresUrl), { pathname: `/${database}` }).href,
    schema: 'prisma/schema',
    owner: { file: 'prisma/schema/team.prisma', model: 'Team' },
    files: {
      'prisma/schema/schema.prisma': head('postgresql', '../../'),
      'prisma/schema/team.prisma': `model Team {
  id   String @id @default(uuid()) @db.Uuid
  name String
}
`,
    },
    addOwner: () =>
      query(
        apps.postgresql.url,
        `INSERT INTO "Team" (id, name) VALUES ('0b0f5c6e-2f0c-4c7e-9d3c-6a8a0f6f1a11', 'Red')`,
      ),
    remove: () => query(postgresUrl, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`),
  },
}

function head(provider, up = '../') {
  return `generator client {
  provider = "prisma-client"
  output   = "${up}generated/prisma"
}

datasource db {
  provider = "${provider}"
}
`
}

async function query(connectionString, sql) {
  const client = new pg.Client({ connectionString })
  await client.connect()
  await client.query(sql)
  await client.end()
}

const versions = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies
const packageJson = {
  name: 'newcomer',
  private: true,
  type: 'module',
  dependencies: Object.fromEntries(
    ['@prisma/adapter-libsql', '@prisma/adapter-pg', '@prisma/client'].map((name) => [name, versions[name]]),
  ),
  devDependencies: { dotenv: '*', prisma: versions.prisma },
}

const prismaConfig = (schema) => `import 'dotenv/config'
import { defineConfig, env } from 'prisma/config'

export default defineConfig({
  schema: '${schema}',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: env('DATABASE_URL') },
})
`

const env = {
  ...process.env,
  CHECKPOINT_DISABLE: '1',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
  PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY || join(root, 'scripts', 'schema-engine.mjs'),
  // What is not installed must not be fetched by npx.
  npm_config_yes: 'false',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
  // The scripts of Prisma would download engines.
  npm_config_ignore_scripts: 'true',
}

/** Runs a command, and returns what it has said. */
async function run(cwd, file, args, input = '') {
  const start = Date.now()
  const child = spawn(file, args, { cwd, env })
  child.stdin.end(input)
  const closed = new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), closed])
  return { status, stdout, stderr, seconds: ((Date.now() - start) / 1000).toFixed(1) }
}

/** Returns the tarballs of the library and of the command line. */
async function pack(folder) {
  for (const built of ['dist/index.js', 'cli/dist/main.js']) {
    if (!existsSync(join(root, built))) throw new Error(`${built} is not there: run "npm run build"`)
  }
  const all = ['--workspaces', '--include-workspace-root']
  const { status, stdout, stderr } = await run(root, 'npm', ['pack', '--json', ...all, '--pack-destination', folder])
  if (status !== 0) throw new Error(`npm pack failed\n${stderr}`)
  return JSON.parse(stdout).map(({ filename }) => join(folder, filename))
}

/** Returns the blocks of a language in the first steps. */
function blocks(language) {
  const [, section] = readFileSync(guide, 'utf8').split(/^## First steps$/m)
  const [steps] = section.split(/^## /m)
  return [...steps.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, code]) => code)
}

const tokenFile = '.token'
const tokenIn = (folder) => readFileSync(join(folder, tokenFile), 'utf8').trim()

/** Runs a line of the guide. The variable `token` lives in a file: each line has a shell of its own. */
function runLine(folder, line) {
  const script = `token=$(cat ${tokenFile})\n${line}\ncode=$?\necho "$token" > ${tokenFile}\nexit $code`
  return run(folder, 'bash', ['-c', script])
}

function addRelation(folder, { file, model }, field) {
  const path = join(folder, file)
  const before = readFileSync(path, 'utf8')
  const changed = before.replace(`model ${model} {\n`, `model ${model} {\n  ${field}\n`)
  assert.notEqual(changed, before)
  writeFileSync(path, changed)
}

/** What the lines must have come to. */
const expectations = {
  'webapi-token schema': ({ stderr }, { owner }) => {
    const relation = `Add to the model ${owner.model} in ${owner.file}:\n\n     webAPITokens WebAPIToken[]\n`
    assert.ok(stderr.includes(relation), stderr)
    assert.match(stderr, /npx prisma@7 migrate dev --name add-webapi-token\n +npx prisma@7 generate\n/)
  },
  'prisma@7 generate': (_, { addOwner }, folder) => addOwner(folder),
  'webapi-token create': (_, _app, folder) => assert.match(tokenIn(folder), /^acme_\w{38}$/),
  'webapi-token verify': ({ stdout }) => assert.doesNotMatch(stdout, /refused/),
  'webapi-token list': ({ stdout }) => assert.match(stdout, /active[^]*CI|CI[^]*active/),
  'webapi-token invalidate': async (_, _app, folder) => {
    const { status, stdout } = await run(folder, 'npx', ['webapi-token', 'verify', '--json'], tokenIn(folder))
    assert.equal(status, 1)
    assert.equal(JSON.parse(stdout).reason, 'invalid')
  },
}

function writeApp(app, folder) {
  const files = {
    ...app.files,
    'package.json': JSON.stringify(packageJson, null, 2),
    'prisma.config.ts': prismaConfig(app.schema),
    '.env': `DATABASE_URL="${app.url}"\n`,
    'webapi-token.config.ts': blocks('ts')[app.section],
    [tokenFile]: '',
  }
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
}

async function follow(name, folder) {
  const app = apps[name]
  const lines = blocks('sh')[app.section].split('\n')
  const isToRun = (line) => line.trim() !== '' && !line.startsWith('npm install ')
  assert.equal(lines.filter((line) => line.startsWith('npm install ')).join('\n'), installation)
  for (const line of lines.filter(isToRun)) {
    const [, model, field] = /^# .*add to the model (\w+): (.*)$/.exec(line) ?? []
    if (model) {
      assert.equal(model, app.owner.model)
      addRelation(folder, app.owner, field)
      continue
    }
    const result = await runLine(folder, line)
    const { status, stdout, stderr, seconds } = result
    console.log(`${name}: ${line} (${seconds} s)`)
    assert.equal(status, 0, `${line}\n${stdout}\n${stderr}`)
    const token = tokenIn(folder)
    assert.ok(token === '' || !(stdout + stderr).includes(token), `${line} shows the token`)
    for (const [command, check] of Object.entries(expectations))
      if (line.includes(command)) await check(result, app, folder)
  }
}

/** The first lines of each block: the packed packages take the place of those of the registry, in one installation. */
const installation = `npm install prisma-webapi-token
npm install --save-dev prisma-webapi-token-cli`

async function main() {
  const given = process.argv.slice(2)
  const names = (given.length > 0 ? given : Object.keys(apps)).filter((name) => {
    if (apps[name].url || process.env.REQUIRE_ALL_DATABASES === '1') return true
    console.log(`${name}: skipped, TEST_POSTGRES_URL is not set`)
    return false
  })
  const folder = mkdtempSync(join(tmpdir(), 'webapi-token-newcomer-'))
  const start = Date.now()
  try {
    for (const name of names) writeApp(apps[name], join(folder, name))
    const [first, ...others] = names.map((name) => join(folder, name))
    const { status, stderr, seconds } = await run(first, 'npm', ['install', ...(await pack(folder))])
    assert.equal(status, 0, stderr)
    console.log(`npm install (${seconds} s)`)
    for (const other of others) symlinkSync(join(first, 'node_modules'), join(other, 'node_modules'))
    const results = await Promise.allSettled(names.map((name) => follow(name, join(folder, name))))
    await Promise.all(names.map((name) => apps[name].remove?.()))
    for (const { reason } of results) if (reason) throw reason
    rmSync(folder, { recursive: true })
    console.log(`ok ${names.join(', ')} (${((Date.now() - start) / 1000).toFixed(1)} s)`)
  } catch (error) {
    console.error(`${error.message}\nKept: ${folder}`)
    process.exitCode = 1
  }
}

await main()
