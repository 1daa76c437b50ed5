import type { Id } from '../../../src/client/id.js'
import { runBulk } from '../bulk.js'
import { Exit, type ExitCode } from '../exit.js'
import { tokenIdOption } from '../options/ids.js'
import { textOf } from '../output/text.js'
import { invalidateRows } from './rows.js'
import type { Task } from './task.js'

/** Invalidates tokens by their ids. One that is named alone needs no question. */
export async function invalidateIds(task: Task, given: readonly string[]): Promise<ExitCode> {
  const { terminal, loaded, options } = task
  const { model } = loaded.context
  const ids = [...new Set(given.map((text) => tokenIdOption('--id', text, loaded.context)))]
  const rows = await model.reader.findMany({ where: { id: { in: ids } }, select: { id: true, valid: true } })
  const known = new Set(rows.map(({ id }) => sameId(id)))
  const unknown = ids.filter((id) => !known.has(sameId(id)))
  if (rows.length === 0) throw new Exit('refused', `There is no token with the id ${unknown.map(textOf).join(', ')}.`)
  const valid = rows.filter((row) => row.valid).map(({ id }) => id)
  const code = await runBulk(
    terminal,
    {
      verb: 'Invalidate',
      done: 'invalidated',
      which: '',
      count: () => Promise.resolve(valid.length),
      run: (bulk) => invalidateRows(task, valid, bulk),
      report: () => ({ json: { unknown, alreadyInvalid: rows.length - valid.length }, lines: [] }),
    },
    ids.length === 1 ? { ...options, yes: true } : options,
  )
  if (unknown.length === 0) return code
  throw new Exit('refused', `There are no tokens with these ids: ${unknown.map(textOf).join(', ')}.`)
}

/** Databases may take two spellings of a UUID, or of any text, for one. */
function sameId(id: Id): string {
  return String(id).toLowerCase()
}
