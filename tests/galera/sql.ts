import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import type { Node } from './node.js'

const run = promisify(execFile)

/**
 * Runs SQL on a node, and returns the lines of the answer. By MariaDB's own client: the pool of a driver goes on trying to connect to
 * a node that is not there.
 */
export async function runSql({ port }: Node, sql: string): Promise<string[]> {
  const options = ['--no-defaults', '--host=127.0.0.1', `--port=${port}`, '--user=root', '--connect-timeout=5']
  const { stdout } = await run('mariadb', [...options, '--batch', '--skip-column-names', `--execute=${sql}`])
  return stdout.split('\n').filter((line) => line !== '')
}
