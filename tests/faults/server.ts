import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { accepts, freePort, giveTo, identityOf, postgresqlFolder } from '../support/host.js'

/** A database server of the suite's own, which it may kill. */
export interface Server {
  readonly port: number
  start(): Promise<void>
  /** As a machine that loses its power. */
  kill(): Promise<void>
}

interface Program {
  readonly command: string
  readonly args: readonly string[]
  readonly user: string
  /** Left behind by a server that was killed. */
  readonly lockFile?: string
}

export function mariadbProgram(): string | undefined {
  return ['/usr/sbin/mariadbd', '/usr/local/sbin/mariadbd'].find((file) => existsSync(file))
}

export async function postgresqlServer(folder: string): Promise<Server> {
  const programs = postgresqlFolder() ?? ''
  const port = await freePort()
  giveTo('postgres', folder)
  execFileSync(join(programs, 'initdb'), ['-D', folder, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C'], {
    ...identityOf('postgres'),
    cwd: '/',
    stdio: 'ignore',
  })
  appendFileSync(
    join(folder, 'postgresql.conf'),
    `\nport=${port}\nlisten_addresses='127.0.0.1'\nunix_socket_directories='${folder}'\nmax_connections=150\ndeadlock_timeout=200ms\n`,
  )
  const program = { command: join(programs, 'postgres'), args: ['-D', folder], user: 'postgres' }
  return new RunningServer({ ...program, lockFile: join(folder, 'postmaster.pid') }, port, folder)
}

export async function mariadbServer(folder: string): Promise<Server> {
  const port = await freePort()
  giveTo('mysql', folder)
  const args = ['--no-defaults', `--datadir=${folder}`, '--user=mysql', '--skip-test-db']
  execFileSync('mariadb-install-db', [...args, '--auth-root-authentication-method=normal'], {
    cwd: '/',
    stdio: 'ignore',
  })
  const options = [
    '--no-defaults',
    `--datadir=${folder}`,
    `--socket=${folder}/server.sock`,
    `--pid-file=${folder}/server.pid`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--max-connections=200',
    '--innodb-lock-wait-timeout=2',
    '--skip-name-resolve',
  ]
  return new RunningServer({ command: mariadbProgram() ?? '', args: options, user: 'mysql' }, port, folder)
}

class RunningServer implements Server {
  readonly port: number
  readonly #program: Program
  readonly #folder: string
  #process: ChildProcess | undefined

  constructor(program: Program, port: number, folder: string) {
    this.#program = program
    this.port = port
    this.#folder = folder
    // Also when the suite itself fails.
    process.on('exit', () => {
      this.#killGroup()
    })
  }

  async start(): Promise<void> {
    const log = openSync(`${this.#folder}.log`, 'a')
    const { command, args, user } = this.#program
    for (let attempt = 1; attempt <= 40; attempt++) {
      const child = spawn(command, args, { ...identityOf(user), stdio: ['ignore', log, log], cwd: '/', detached: true })
      this.#process = child
      const ended = once(child, 'exit').then(() => false)
      if (await Promise.race([ended, this.#accepts()])) return
      await sleep(250)
    }
    throw new Error(`The server does not start: ${this.#folder}.log says why`)
  }

  async kill(): Promise<void> {
    const child = this.#running
    if (child) {
      const ended = once(child, 'exit')
      this.#killGroup()
      await ended
      await sleep(100)
    }
    if (this.#program.lockFile) rmSync(this.#program.lockFile, { force: true })
  }

  get #running(): ChildProcess | undefined {
    const child = this.#process
    return child?.exitCode === null && child.signalCode === null ? child : undefined
  }

  /** The server, and the processes that it has started. */
  #killGroup(): void {
    const pid = this.#running?.pid
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  }

  async #accepts(): Promise<boolean> {
    for (;;) {
      if (await accepts(this.port)) return true
      await sleep(50)
    }
  }
}
