import { relative } from 'node:path'
import { inspect } from 'node:util'

import type { Terminal } from '../terminal.js'
import type { SchemaOptions } from './options.js'
import type { Plan } from './plan.js'
import { prismaCommands } from './prisma-commands.js'

/** Says what a person does with the model. */
export function nextSteps(terminal: Terminal, plan: Plan, options: SchemaOptions, written: string | undefined): string {
  const { relation, sql, repository, provider } = plan
  const { create, migrate, generate } = prismaCommands(terminal, plan, options)
  const steps = [
    written === undefined ? placeOf(terminal, plan, options) : `${written} is written.`,
    relation &&
      step(`Add to the model ${relation.model}${relation.file ? ` in ${relation.file}` : ''}:`, relation.field),
    create && step('Make the migration:', create),
    sql && step('Append to its migration.sql, since the default collation ignores case:', sql),
    step('Run:', migrate, generate),
    Object.keys(repository).length > 0 &&
      step('Give the repository its options:', `new WebAPITokenRepository(prisma, ${inspect(repository)})`),
  ].filter((text) => typeof text === 'string')
  const warning = 'prisma-webapi-token was never run on CockroachDB: read its docs/scaling-out.md.\n'
  const numbered = steps.map((text, index) => `${index + 1}. ${text}\n`)
  return [...(provider === 'cockroachdb' ? [warning] : []), ...numbered].join('\n')
}

function step(title: string, ...lines: readonly string[]): string {
  return [title, '', ...lines.map((line) => `     ${line}`)].join('\n')
}

/** Where the model belongs, and the short way there for a person who sees the model on the screen. */
function placeOf({ cwd, stdout }: Terminal, { app }: Plan, { provider }: SchemaOptions): string {
  if (provider !== undefined) return 'The model belongs into your schema.'
  const path = relative(cwd, app.path) || '.'
  const way = app.isFolder ? 'the option --write makes a file there' : `">> ${path}" after the command appends it`
  return `The model belongs into ${path}${stdout.isTTY ? `; ${way}` : ''}.`
}
