import type { TokenContext } from '../../../src/context/context.js'
import type { Output } from '../terminal.js'
import { type Column, tableLines } from './table.js'
import { minuteOf, textOf } from './text.js'

/** A token of a list: its row without the digest, and its status. */
export interface Listed {
  readonly record: Readonly<Record<string, unknown>>
  readonly status: string
}

/** Returns the lines of a list of tokens. What the model or the client lacks is empty. */
export function tokenLines(stream: Output, { model }: TokenContext, tokens: readonly Listed[]): string[] {
  // A program can read a time as it is; a person is content with minutes.
  const time = stream.isTTY === true ? minuteOf : textOf
  const columns: (Column & { readonly of: (token: Listed) => string })[] = [
    { title: 'ID', of: ({ record }) => textOf(record.id) },
    { title: 'TOKEN', of: ({ record }) => textOf(record.tokenHint) },
    { title: 'OWNER', of: ({ record }) => textOf(record[model.ownerField]) },
    { title: 'NOTE', dispensable: 1, isFlexible: true, of: ({ record }) => textOf(record.note) },
    { title: 'STATUS', of: ({ status }) => status },
    { title: 'CREATED', dispensable: 2, of: ({ record }) => time(record.timeAdded) },
    { title: 'LAST USED', dispensable: 3, of: ({ record }) => time(record.lastUsed) },
    { title: 'EXPIRES', of: ({ record }) => time(record.expires) },
  ]
  return tableLines(
    stream,
    columns,
    tokens.map((token) => columns.map(({ of }) => of(token))),
  )
}
