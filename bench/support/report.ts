import { readFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'

import type { TestDatabase } from '../../tests/support/databases.js'
import { rounded } from './numbers.js'

export function printTable(title: string, rows: readonly object[]): void {
  const lines = [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row).map(String))]
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  console.log(`\n${title}`)
  for (const line of lines)
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths?.[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
}

const versionQueries = {
  postgresql: 'SHOW server_version',
  sqlite: 'SELECT sqlite_version()',
  mysql: 'SELECT version()',
}

/** What figures depend on, without the names of machines or folders. */
export async function environment({ kind, prisma }: TestDatabase) {
  const [row = {}] = await prisma.$queryRawUnsafe<Record<string, string>[]>(versionQueries[kind.provider])
  const versionOf = async (name: string) => {
    const file = new URL(`node_modules/${name}/package.json`, new URL('../../', import.meta.url))
    return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version
  }
  return {
    database: `${kind.name} ${Object.values(row)[0] ?? ''}`,
    node: process.version,
    prisma: await versionOf('@prisma/client'),
    cpus: cpus().length,
    // Figures of a machine that does something else as well are not worth keeping.
    loadBefore: rounded(loadavg()[0] ?? NaN),
  }
}
