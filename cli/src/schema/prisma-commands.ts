import { createRequire } from 'node:module'
import { join } from 'node:path'

import type { Terminal } from '../terminal.js'
import type { SchemaOptions } from './options.js'
import type { Plan } from './plan.js'

/** The commands of Prisma that follow, for the version of Prisma that the app has. */
export interface PrismaCommands {
  /** Makes a migration that is then edited, where that is necessary. */
  readonly create: string | undefined
  readonly migrate: string
  readonly generate: string
}

export function prismaCommands({ cwd }: Terminal, { migration, sql }: Plan, { schema }: SchemaOptions): PrismaCommands {
  const command = (text: string) =>
    `npx prisma@${prismaMajor(cwd)} ${text}${schema === undefined ? '' : ` --schema ${schema}`}`
  const isEdited = sql !== undefined
  return {
    create: isEdited ? command(`migrate dev --create-only --name ${migration}`) : undefined,
    migrate: command(isEdited ? 'migrate dev' : `migrate dev --name ${migration}`),
    // Prisma 7 does not do it after a migration.
    generate: command('generate'),
  }
}

function prismaMajor(cwd: string): string {
  try {
    const { version } = createRequire(join(cwd, 'package.json'))('prisma/package.json') as { version: string }
    return version.split('.')[0] ?? '7'
  } catch {
    return '7'
  }
}
