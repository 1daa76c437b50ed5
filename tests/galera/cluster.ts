import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { freePorts, giveTo, identityOf } from '../support/host.js'
import { killNode, type Node, startNode } from './node.js'
import { untilSynced } from './wsrep.js'

const provider = '/usr/lib/galera/libgalera_smm.so'
const server = '/usr/sbin/mariadbd'

/** Starts three nodes, and returns when each has the data of the others. */
export async function startCluster(folder: string): Promise<Node[]> {
  ownFolder(folder)
  const nodes = await describeNodes(folder)
  // Also when the suite itself fails.
  process.once('exit', () => {
    stopCluster(nodes)
  })
  let running = 0
  for (const node of nodes) {
    ownFolder(node.folder)
    // The others copy the first one.
    if (running === 0) install(node.folder)
    startNode(node, { bootstrap: running === 0 })
    running++
    await untilSynced(node, running)
  }
  return nodes
}

export function stopCluster(nodes: readonly Node[]): void {
  for (const node of nodes) killNode(node)
}

async function describeNodes(folder: string): Promise<Node[]> {
  const names = ['first', 'second', 'third']
  // Each listens to clients, to the other nodes, and for the data that it lacks, as changes or as a copy.
  const ports = await freePorts(4 * names.length)
  const portOf = (index: number, use: 'clients' | 'nodes' | 'changes' | 'copy') =>
    ports[4 * index + ['clients', 'nodes', 'changes', 'copy'].indexOf(use)] ?? 0
  const cluster = names.map((_, index) => `127.0.0.1:${portOf(index, 'nodes')}`).join(',')
  return names.map((name, index) => {
    const own = join(folder, name)
    const port = portOf(index, 'clients')
    const providerOptions = [
      `gmcast.listen_addr=tcp://127.0.0.1:${portOf(index, 'nodes')}`,
      `ist.recv_addr=127.0.0.1:${portOf(index, 'changes')}`,
      'gcache.size=32M',
    ]
    return {
      name,
      folder: own,
      port,
      command: server,
      args: [
        ...basicOptions(own),
        `--port=${port}`,
        '--wsrep-on=ON',
        `--wsrep-provider=${provider}`,
        '--wsrep-cluster-name=webapi_token',
        `--wsrep-cluster-address=gcomm://${cluster}`,
        `--wsrep-node-name=${name}`,
        `--wsrep-node-address=127.0.0.1:${portOf(index, 'nodes')}`,
        '--wsrep-sst-method=rsync',
        `--wsrep-sst-receive-address=127.0.0.1:${portOf(index, 'copy')}`,
        `--wsrep-provider-options=${providerOptions.join(';')}`,
        '--wsrep-slave-threads=2',
      ],
    }
  })
}

/** Makes a folder that the servers may write to. */
function ownFolder(folder: string): void {
  mkdirSync(folder, { recursive: true })
  giveTo('mysql', folder)
}

function basicOptions(folder: string): string[] {
  return [
    '--no-defaults',
    `--datadir=${folder}`,
    `--socket=${folder}/server.sock`,
    `--pid-file=${folder}/server.pid`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    '--max-connections=200',
    '--binlog-format=ROW',
    // Without a log, MariaDB 10.11 replicates the first rows of a statement of more than 8 KB that has failed, when its transaction
    // goes on.
    '--log-bin=binlog',
    '--log-slave-updates',
    '--default-storage-engine=InnoDB',
    '--innodb-autoinc-lock-mode=2',
    '--innodb-buffer-pool-size=64M',
    '--innodb-log-file-size=16M',
    // The other nodes have what a machine without power has lost: this is how Galera is run.
    '--innodb-flush-log-at-trx-commit=2',
  ]
}

function install(folder: string): void {
  const args = ['--no-defaults', `--datadir=${folder}`, '--skip-test-db', '--auth-root-authentication-method=normal']
  execFileSync('/usr/bin/mariadb-install-db', args, { ...identityOf('mysql'), cwd: '/', stdio: 'ignore' })
}
