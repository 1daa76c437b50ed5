import { existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

import { Exit } from '../../exit.js'

interface Folder {
  readonly folder?: string
  /** Why there is none. */
  readonly reason: string
}

/** Finds the folder of the app's migrations: the one that is named, or Prisma's. */
export async function migrationsFolder(cwd: string, named: string | undefined): Promise<Folder> {
  if (named !== undefined) {
    const folder = resolve(cwd, named)
    if (isFolder(folder)) return { folder, reason: '' }
    throw new Exit('usage', `--migrations: there is no folder "${named}".`)
  }
  const { loadConfigFromFile } = await import('@prisma/config')
  const { config, error } = await loadConfigFromFile({ configRoot: cwd })
  // Its own message may hold anything.
  if (error) return { reason: `prisma.config.ts cannot be loaded (${error._tag})` }
  const { schema } = config
  const candidates = [
    config.migrations?.path,
    // Where Prisma looks without a configuration.
    schema === undefined ? undefined : join(isFolder(schema) ? schema : dirname(schema), 'migrations'),
    join(cwd, 'prisma', 'migrations'),
    join(cwd, 'migrations'),
  ]
  const folder = candidates.find((path) => path !== undefined && isFolder(path))
  return folder === undefined ? { reason: 'there is no folder of migrations here' } : { folder, reason: '' }
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory()
}
