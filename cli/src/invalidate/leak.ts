import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

import type { Id } from '../../../src/client/id.js'
import type { TokenContext } from '../../../src/context/context.js'
import { isRecognised, maxTokenLength } from '../../../src/context/recognise-token.js'
import { findRow } from '../find-token.js'
import type { Terminal } from '../terminal.js'

/** What is in a file of leaked tokens, by the numbers of its lines. */
export interface Leak {
  /** The number of lines with something on them. */
  readonly lines: number
  /** Tokens that work until now, or have expired, by the ids of their rows. */
  readonly valid: ReadonlyMap<Id, readonly number[]>
  readonly alreadyInvalid: readonly number[]
  /** What has the form of a token, and is in no row. */
  readonly unknown: readonly number[]
  readonly notTokens: readonly number[]
}

/** Lines that are looked up together. */
const linesAtOnce = 1_000

/** Reads a token a line, and looks them up, many by a query. Spaces around them, and empty lines, do not matter. */
export async function readLeak(terminal: Terminal, context: TokenContext, input: Readable): Promise<Leak> {
  const found: Found = { lines: 0, valid: new Map(), alreadyInvalid: [], unknown: [], notTokens: [] }
  const batch: (readonly [line: number, text: string])[] = []
  let number = 0
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    terminal.signal.throwIfAborted()
    number++
    // The mark of byte order that some editors write counts as a space.
    const text = line.trim()
    if (text === '') continue
    found.lines++
    terminal.secrets?.add(text)
    batch.push([number, text])
    if (batch.length === linesAtOnce) await lookUp(context, batch.splice(0), found)
  }
  await lookUp(context, batch, found)
  return found
}

interface Found {
  lines: number
  readonly valid: Map<Id, number[]>
  readonly alreadyInvalid: number[]
  readonly unknown: number[]
  readonly notTokens: number[]
}

async function lookUp(
  context: TokenContext,
  batch: readonly (readonly [line: number, text: string])[],
  found: Found,
): Promise<void> {
  // Not only what is recognised: the generator of an old token may be gone.
  const rows = await Promise.all(
    batch.map(async ([, text]) => (text.length > maxTokenLength ? undefined : findRow(context, text))),
  )
  for (const [index, [line, text]] of batch.entries()) {
    const row = rows[index]
    if (row?.valid) found.valid.set(row.id, [...(found.valid.get(row.id) ?? []), line])
    else if (row) found.alreadyInvalid.push(line)
    else if (isRecognised(context.settings, text)) found.unknown.push(line)
    else found.notTokens.push(line)
  }
}
