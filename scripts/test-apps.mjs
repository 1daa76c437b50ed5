// Installs the packed library into apps of its own, as a user would, and runs their tests: tests/apps/<name>, each in a
// fresh copy outside this checkout. `node scripts/test-apps.mjs [--examples] [name...]`: those of `examples/` instead.
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('..', import.meta.url))
const isExamples = process.argv.includes('--examples')
const appsFolder = isExamples ? join(root, 'examples') : join(root, 'tests', 'apps')

const env = {
  ...process.env,
  CHECKPOINT_DISABLE: '1',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
  PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY || join(root, 'scripts', 'schema-engine.mjs'),
}

const temporaryFolder = (name) => mkdtempSync(join(tmpdir(), `webapi-token-${name}-`))

const secondsSince = (start) => ((Date.now() - start) / 1000).toFixed(1)

const limits = { encoding: 'utf8', timeout: 600_000, maxBuffer: 64 * 1024 * 1024 }

async function npm(cwd, ...args) {
  const start = Date.now()
  try {
    const { stdout } = await promisify(execFile)('npm', args, { cwd, env, ...limits })
    return { stdout, seconds: secondsSince(start) }
  } catch (error) {
    const output = [error.message, error.stdout, error.stderr].filter(Boolean).join('\n')
    throw new Error(`npm ${args.join(' ')} failed in ${cwd}\n${output}`, { cause: error })
  }
}

async function pack(folder) {
  if (!existsSync(join(root, 'dist', 'index.js'))) throw new Error('dist/ is not there: run "npm run build"')
  // Without scripts: `prepare` would generate the clients of the tests.
  const { stdout, seconds } = await npm(root, 'pack', '--ignore-scripts', '--json', '--pack-destination', folder)
  const [{ filename, entryCount, size }] = JSON.parse(stdout)
  console.log(`pack: ${filename}, ${entryCount} files, ${size} bytes (${seconds} s)`)
  return join(folder, filename)
}

/** What the scripts of better-sqlite3 would have downloaded or compiled: the checkout has the same version. */
function addNativeAddon(folder) {
  const addon = join('node_modules', 'better-sqlite3')
  if (!existsSync(join(folder, addon))) return
  const version = (path) => JSON.parse(readFileSync(join(path, addon, 'package.json'), 'utf8')).version
  if (version(folder) !== version(root)) throw new Error(`${folder} has another version of better-sqlite3`)
  cpSync(join(root, addon, 'build'), join(folder, addon, 'build'), { recursive: true })
}

/** Returns the error that a step failed with. */
async function testApp(name, tarball) {
  const folder = temporaryFolder(name)
  // What somebody who tried the app in its place has left there is not a part of it.
  const left = ['node_modules', 'dist', 'generated', 'app.db', '.next', 'next-env.d.ts', 'package-lock.json']
  cpSync(join(appsFolder, name), folder, { recursive: true, filter: (path) => !left.includes(basename(path)) })
  const steps = [
    // Without scripts: those of Prisma would download engines.
    ['install', '--ignore-scripts', '--no-save', '--no-package-lock', '--no-audit', '--no-fund', tarball],
    // The app's own `prisma generate`, `prisma db push` and tests.
    ['run', 'generate'],
    ['run', 'db:push'],
    ['test'],
  ]
  try {
    for (const step of steps) {
      const { seconds } = await npm(folder, ...step)
      if (step[0] === 'install') addNativeAddon(folder)
      console.log(`${name}: npm ${step[0] === 'install' ? 'install' : step.join(' ')} (${seconds} s)`)
    }
  } catch (error) {
    return error
  }
  rmSync(folder, { recursive: true })
}

/** Runs the tests of apps, as many at a time as there are cores: half of their time is one core's. */
async function testApps(names, tarball) {
  const results = new Map()
  const left = [...names]
  const testNext = async () => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      const start = Date.now()
      const error = await testApp(name, tarball)
      results.set(name, error ? `FAILED ${name}\n${error.message.trimEnd()}` : `ok ${name} (${secondsSince(start)} s)`)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, testNext))
  return names.map((name) => results.get(name))
}

async function main() {
  const apps = readdirSync(appsFolder).filter((name) => existsSync(join(appsFolder, name, 'package.json')))
  const given = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
  const names = given.length > 0 ? given : apps
  const unknown = names.filter((name) => !apps.includes(name))
  if (unknown.length > 0) throw new Error(`No such app: ${unknown.join(', ')}. There are: ${apps.join(', ')}`)

  const packed = temporaryFolder('tarball')
  try {
    const tarball = await pack(packed)
    const results = await testApps(names, tarball)
    console.log(`\n${results.join('\n')}`)
    if (results.some((result) => result.startsWith('FAILED'))) process.exitCode = 1
  } finally {
    rmSync(packed, { recursive: true })
  }
}

try {
  await main()
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
