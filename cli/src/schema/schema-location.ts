import { existsSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

import { loadConfigFromFile } from '@prisma/config'

import { Exit } from '../exit.js'
import { messageOf } from '../redact.js'
import type { Terminal } from '../terminal.js'

/** Returns the file or folder of the app's schema, found as the Prisma CLI does: option, configuration, default places. */
export async function findSchema(terminal: Terminal, given: string | undefined): Promise<string> {
  const { cwd } = terminal
  if (given !== undefined) {
    const path = resolve(cwd, given)
    if (existsSync(path)) return path
    throw new Exit('usage', `--schema: there is no ${given}.`)
  }
  const path = (await configuredSchema(terminal)) ?? defaultSchema(cwd)
  if (path) return path
  throw new Exit(
    'usage',
    'No Prisma schema here: there is no prisma.config.ts with a schema, no schema.prisma and no prisma/schema.prisma. ' +
      'Name the file or the folder with --schema, or give --provider to do without.',
  )
}

async function configuredSchema(terminal: Terminal): Promise<string | undefined> {
  const { cwd } = terminal
  const { config, error, resolvedPath } = await loadConfigFromFile({ configRoot: cwd })
  if (error) {
    // What is wrong stands below a description of all that would be right.
    const message = 'error' in error ? messageOf(error.error, terminal) : error._tag
    const reason = error._tag === 'ConfigFileSyntaxError' ? message.split(' └─ ').slice(1).join(' ') : message
    const file = relative(cwd, resolvedPath ?? cwd) || 'The configuration of Prisma'
    throw new Exit('usage', `${file} could not be loaded: ${reason}\nCorrect it, or name the schema with --schema.`)
  }
  if (config.schema === undefined || existsSync(config.schema)) return config.schema
  throw new Exit(
    'usage',
    `${relative(cwd, config.schema)}, the schema of ${relative(cwd, resolvedPath ?? cwd)}, is not there.`,
  )
}

function defaultSchema(cwd: string): string | undefined {
  return [join(cwd, 'schema.prisma'), join(cwd, 'prisma', 'schema.prisma')].find((path) => existsSync(path))
}
