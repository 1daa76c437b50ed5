import type { GeneratedToken } from '../../../src/repository/verbs.js'
import { type Terminal, writeLine } from '../terminal.js'
import { writeFields } from './fields.js'
import { writeJson } from './json.js'
import { minuteOf, textOf } from './text.js'

/** Shows a new token, this one time: alone, so that it can be piped on; a person learns the rest from the other stream. */
export async function writeGenerated(
  terminal: Terminal,
  { token, record }: GeneratedToken<unknown>,
  options: { readonly json?: unknown },
): Promise<void> {
  const row = record as Readonly<Record<string, unknown>>
  terminal.secrets?.add(token)
  if (options.json === true) {
    await writeJson(terminal.stdout, { token, id: row.id, record })
    return
  }
  await writeLine(terminal.stdout, token)
  if (terminal.stdout.isTTY !== true) return
  await writeFields(terminal.stderr, [
    ['id', textOf(row.id)],
    ['hint', textOf(row.tokenHint)],
    ['expires', row.expires === null ? 'never' : minuteOf(row.expires)],
  ])
  await writeLine(terminal.stderr, 'The token is shown once, and stored nowhere: keep it now.')
}
