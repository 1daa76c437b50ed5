import { toMysql } from '../../../scripts/mysql-model.mjs'
import { type ModelText, printModel } from './model-text.js'
import { format } from './prisma-parser.js'
import type { Provider } from './providers.js'

/** Prints models as `prisma format` would have them, with the native types that the provider needs. */
export function printModels(
  models: readonly ModelText[],
  provider: Provider,
  { map }: { readonly map: boolean },
): string {
  const text = models.map(printModel).join('\n')
  const typed = provider === 'mysql' ? toMysql(text) : text
  return format(map ? typed : typed.replace(/ @map\("[^"]*"\)|^ *@@map\("[^"]*"\)\n/gm, ''))
}

/**
 * Returns what the migration of MySQL and MariaDB needs beside what Prisma writes: the default collation ignores case, and would find
 * one token for another.
 */
export function collationOf(table: string, databaseSchema: string | undefined): string {
  const name = [databaseSchema, table].filter((part) => part !== undefined).map((part) => `\`${part}\``)
  return `ALTER TABLE ${name.join('.')} MODIFY \`token\` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL;`
}
