import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Client } from './database.js'

const bench = new URL('../', import.meta.url)

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

/** What figures depend on, without the names of machines or folders. */
export async function environment(prisma: Client) {
  const [server] = await prisma.$queryRaw<{ server_version: string }[]>`SHOW server_version`
  const prismaPackage = new URL('../node_modules/@prisma/client/package.json', bench)
  const { version } = JSON.parse(await readFile(prismaPackage, 'utf8')) as { version: string }
  return { node: process.version, prisma: version, postgresql: server?.server_version, cpus: cpus().length }
}

export async function writeResults(name: string, results: object): Promise<void> {
  const date = new Date().toISOString().slice(0, 10)
  const file = fileURLToPath(new URL(`results/${date}-${name}.json`, bench))
  await mkdir(new URL('results/', bench), { recursive: true })
  await writeFile(file, `${JSON.stringify({ date, ...results }, null, 2)}\n`)
  console.log(`\nWritten to ${relative(fileURLToPath(bench), file)}`)
}
