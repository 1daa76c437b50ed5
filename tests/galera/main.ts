// `npm run test:galera`: starts a cluster of three nodes, and runs the conformance suite of MariaDB on one of them, and the tests of
// this folder on all.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { startCluster, stopCluster } from './cluster.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'webapi-token-galera-'))

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const nodes = await startCluster(folder)
const [first] = nodes
if (!first) throw new Error('A cluster has nodes')
const jest = spawn(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    // One file after the other: one of them kills a node.
    '--runInBand',
    ...process.argv.slice(2),
    '--testMatch',
    '<rootDir>/tests/galera/*.cluster.ts',
    '--testMatch',
    '<rootDir>/tests/conformance/mariadb.test.ts',
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      TEST_MARIADB_URL: `mysql://root@127.0.0.1:${first.port}/mysql?text_protocol=yes`,
      TEST_GALERA_NODES: JSON.stringify(nodes),
    },
  },
)
process.once('exit', () => jest.kill())
const [status] = (await once(jest, 'exit')) as [number | null]
stopCluster(nodes)
if (status === 0) rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
else console.error(`The logs of the nodes are kept: ${folder}`)
process.exit(status ?? 1)
