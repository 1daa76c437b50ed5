import { hash } from 'node:crypto'

import { finding, type Finding, type FindingCode } from '../finding.js'
import type { AppliedMigration } from './applied.js'
import type { Migration } from './read.js'

/** Compares the migrations of the folder with those of the database. */
export function compareMigrations(migrations: readonly Migration[], applied: readonly AppliedMigration[]): Finding[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  const inDatabase = new Map(applied.map((migration) => [migration.name, migration]))
  const named = (state: AppliedMigration['state']) => applied.filter((each) => each.state === state)
  const pending = migrations.filter(({ name }) => !inDatabase.has(name))
  const changed = named('applied').filter(({ name, checksum }) => {
    const migration = known.get(name)
    return migration !== undefined && !checksumsOf(migration.script).includes(checksum)
  })
  const unknown = named('applied').filter(({ name }) => !known.has(name))
  return [
    ...about(
      'migration-failed',
      named('failed'),
      'failed, or is running: Prisma applies no other one',
      'Mend the database, and tell Prisma: npx prisma migrate resolve --rolled-back <name>, or --applied <name>.',
    ),
    ...about('migration-pending', pending, 'is not applied', 'npx prisma migrate deploy'),
    ...about(
      'migration-rolled-back',
      named('rolled back').filter(({ name }) => known.has(name)),
      'was rolled back, and is not applied',
      'Mend it, and apply it: npx prisma migrate deploy',
    ),
    ...about(
      'migration-changed',
      changed,
      'was changed after it was applied',
      'Restore the file, and write a new migration for what is to change.',
    ),
    ...about(
      'migration-unknown',
      unknown,
      'is applied, but not in the folder',
      'Deploy the version of the app that has it, or name the right folder: --migrations <folder>.',
    ),
  ]
}

const maxNames = 5

function about(code: FindingCode, list: readonly { readonly name: string }[], what: string, remedy: string): Finding[] {
  if (list.length === 0) return []
  const names = list.slice(0, maxNames).map(({ name }) => name)
  const others = list.length > maxNames ? ` and ${String(list.length - maxNames)} others` : ''
  return [
    finding(
      code,
      `${list.length === 1 ? 'A migration' : 'Each of these migrations'} ${what}: ${names.join(', ')}${others}.`,
      remedy,
    ),
  ]
}

/** The checksum of a script, whatever line ends a checkout has given it. */
function checksumsOf(script: string): string[] {
  const unix = script.replaceAll('\r\n', '\n')
  return [script, unix, unix.replaceAll('\n', '\r\n')].map((text) => hash('sha256', text))
}
