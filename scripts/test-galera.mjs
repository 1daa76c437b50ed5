// `npm run test:galera [-- <options of Jest>]`: the tests of tests/galera on a cluster of their own. Installs what that needs, or
// says what is missing.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The programs that are needed, and the packages of Debian that have them. */
const packages = new Map([
  ['/usr/sbin/mariadbd', 'mariadb-server'],
  ['/usr/bin/mariadb-install-db', 'mariadb-server'],
  ['/usr/bin/wsrep_sst_rsync', 'mariadb-server'],
  ['/usr/lib/galera/libgalera_smm.so', 'galera-4'],
  ['/usr/bin/rsync', 'rsync'],
])

const missing = () => [...packages].filter(([file]) => !existsSync(file))

function install(names) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args) => spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] })
  console.log(`Installs ${names.join(', ')}`)
  apt('update')
  apt('install', '--yes', '--no-install-recommends', ...names)
}

if (missing().length > 0 && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
  install([...new Set(missing().map(([, name]) => name))])
}
const left = missing()
if (left.length > 0) {
  console.log(`Galera, skipped: ${left.map(([file, name]) => `${file} (${name})`).join(', ')} is missing`)
  process.exit(process.env.REQUIRE_ALL_DATABASES === '1' ? 1 : 0)
}
const args = ['node_modules/tsx/dist/cli.mjs', 'tests/galera/main.ts', ...process.argv.slice(2)]
const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
process.exit(status ?? 1)
