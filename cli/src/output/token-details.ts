import type { TokenContext } from '../../../src/context/context.js'
import type { TokenEvent } from '../../../src/lifecycle/list-token-events.js'
import type { Relatives } from '../relatives.js'
import { type Output, writeLine } from '../terminal.js'
import { writeFields } from './fields.js'
import { tableLines } from './table.js'
import { minuteOf, textOf } from './text.js'
import { type Listed, tokenLines } from './token-table.js'

/** All about one token. */
export interface Details extends Listed, Relatives {
  /** Its history; undefined where the repository keeps none. */
  readonly events: readonly TokenEvent[] | undefined
}

export async function writeDetails(stream: Output, context: TokenContext, details: Details): Promise<void> {
  const { record, status, family = [], children = [], events } = details
  const columns = Object.entries(record).map(([name, value]) => [name, textOf(value)] as const)
  await writeFields(stream, [['status', status], ...columns])
  await writeTokens(stream, context, 'Rotated from and to each other:', family)
  await writeTokens(stream, context, 'Made by this token:', children)
  if (!events) return
  await writeLine(stream, '\nHistory:')
  const rows = events.map(({ timeAdded, type, actor, context: from, detail }) => [
    minuteOf(timeAdded),
    textOf(type),
    textOf(actor),
    textOf(from),
    textOf(detail),
  ])
  for (const line of tableLines(stream, historyColumns, rows)) await writeLine(stream, line)
}

const historyColumns = [
  { title: 'TIME' },
  { title: 'EVENT' },
  { title: 'ACTOR' },
  { title: 'CONTEXT', dispensable: 1 },
  { title: 'DETAIL', isFlexible: true },
]

async function writeTokens(stream: Output, context: TokenContext, title: string, tokens: readonly Listed[]) {
  if (tokens.length === 0) return
  await writeLine(stream, `\n${title}`)
  for (const line of tokenLines(stream, context, tokens)) await writeLine(stream, line)
}
