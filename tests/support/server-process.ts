import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, closeSync, openSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A server of a test's own, as the system's user that is its owner. What it prints is in `log`. */
export interface Program {
  readonly command: string
  readonly args: readonly string[]
  readonly port: number
  readonly log: string
}

/** A server that accepts connections, until `stop` resolves. */
export interface ServerProcess {
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** Starts a server, and waits until it accepts connections. */
export async function startServer({ command, args, port, log }: Program): Promise<ServerProcess> {
  const output = openSync(log, 'a')
  const child = spawn(command, args, { ...postgresIdentity(), stdio: ['ignore', output, output], cwd: '/' })
  closeSync(output)
  await once(child, 'spawn')
  // It would keep a test file whose tests have failed from ending.
  child.unref()
  while (!(await accepts(port))) {
    if (!isRunning(child)) throw new Error(`${command} does not start: ${log} says why`)
    await sleep(20)
  }
  return {
    async stop(signal = 'SIGINT') {
      if (!isRunning(child)) return
      const ended = once(child, 'exit')
      child.ref()
      child.kill(signal)
      await ended
    },
  }
}

/** PostgreSQL and PgBouncer refuse to run as root. */
export function postgresIdentity(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const [, , uid, gid] = execFileSync('getent', ['passwd', 'postgres']).toString().split(':')
  return { uid: Number(uid), gid: Number(gid) }
}

export function giveToPostgres(path: string): void {
  const { uid, gid } = postgresIdentity()
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid)
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => {
      resolve(false)
    })
  })
}
