import { Exit, type ExitCode, exitCodes } from '../exit.js'
import { findRow } from '../find-token.js'
import { readToken } from '../input/read-token.js'
import { writeJson } from '../output/json.js'
import { amountOf } from '../output/progress.js'
import { textOf } from '../output/text.js'
import { writeLine } from '../terminal.js'
import type { Task } from './task.js'

/** Invalidates the token that is on standard input. */
export async function invalidatePresented({ terminal, loaded, options, invalidation }: Task): Promise<ExitCode> {
  const { stdout } = terminal
  const token = await readToken(terminal)
  const row = await findRow(loaded.context, token)
  // The library says of a text that is no token at all what it may be.
  if (!row) await loaded.tokens.invalidateToken(token, invalidation)
  if (!row) throw new Exit('refused', 'There is no such token: nothing was done.')
  const isDry = options.dryRun === true
  const { count } = isDry
    ? { count: row.valid ? 1 : 0 }
    : await loaded.tokens.invalidateToken({ id: row.id }, invalidation)
  if (options.json === true) {
    await writeJson(stdout, { count, id: row.id, ...(isDry && { dryRun: true }) })
    return exitCodes.done
  }
  const id = textOf(row.id)
  const made = count > 1 ? `, and ${amountOf(count - 1)} that it has made` : ''
  if (count === 0) await writeLine(stdout, `The token (id ${id}) is invalid already: its date and its reason stay.`)
  else await writeLine(stdout, `The token (id ${id}) ${isDry ? 'would be' : 'was'} invalidated${made}.`)
  return exitCodes.done
}
