import { run, schemaEngine } from './prisma.js'

interface Request {
  readonly id: number
  readonly method: string
  readonly params?: object
}

/** Runs the schema engine as Prisma does. */
export function engine(datasource: { url: string; shadowDatabaseUrl?: string }, args: string[], options = {}) {
  return run(schemaEngine, ['--datasource', JSON.stringify(datasource), ...args], options)
}

export function lines(...messages: object[]) {
  return messages.map((message) => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`).join('')
}

export async function request(url: string, ...requests: Request[]) {
  const { stdout } = await engine({ url }, [], { input: lines(...requests) })
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

export const filters = { externalTables: [], externalEnums: [] }

/** What Prisma sends of a migrations folder with one migration in it. */
export function migrationsList(provider: string, script: string) {
  return {
    baseDir: '.',
    lockfile: { path: 'migration_lock.toml', content: `provider = "${provider}"` },
    shadowDbInitScript: '',
    migrationDirectories: [
      { path: '1_init', migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: script } } },
    ],
  }
}

/** A request for the SQL that takes away what a migration makes. */
export function undo(provider: string, script: string) {
  const from = { tag: 'migrations', ...migrationsList(provider, script) }
  return { id: 5, method: 'diff', params: { from, to: { tag: 'empty' }, script: true, exitCode: true, filters } }
}
