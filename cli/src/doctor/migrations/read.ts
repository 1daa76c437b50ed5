import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A migration of the folder. */
export interface Migration {
  readonly name: string
  readonly script: string
}

/** Reads the migrations of a folder, and the provider that they are for. */
export async function readMigrations(folder: string): Promise<{ provider?: string; migrations: Migration[] }> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const migrations = await Promise.all(
    names.sort().map(async (name) => ({ name, script: await textOf(join(folder, name, 'migration.sql')) })),
  )
  const provider = /^\s*provider\s*=\s*"(\w+)"/m.exec((await textOf(join(folder, 'migration_lock.toml'))) ?? '')?.[1]
  return {
    ...(provider !== undefined && { provider }),
    // Prisma takes no notice of a folder without a script.
    migrations: migrations.flatMap(({ name, script }) => (script === undefined ? [] : [{ name, script }])),
  }
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined
    throw error
  }
}
