// What servers of the tests' own need of the machine.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, readdirSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'

/** Ports that nothing listens on, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  // Held together until all are known, so that none comes twice.
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return ports
}

export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1)
  return port
}

/** Checks whether something listens on a port. */
export function accepts(port: number): Promise<boolean> {
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

/** The account to run a server as, where this process is root's: servers refuse to be. */
export function identityOf(user: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const [, , uid, gid] = execFileSync('getent', ['passwd', user]).toString().split(':')
  return { uid: Number(uid), gid: Number(gid) }
}

/** Makes a file or a folder the server's. */
export function giveTo(user: string, path: string): void {
  const { uid, gid } = identityOf(user)
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid)
}

/** Where the programs of PostgreSQL are; undefined: not on this machine. */
export function postgresqlFolder(): string | undefined {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root) : []
  return versions.map((version) => join(root, version, 'bin')).find((folder) => existsSync(join(folder, 'initdb')))
}
