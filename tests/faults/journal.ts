import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a worker does with the tokens of one user, whom nobody else touches: one call after another. */
export interface Intent {
  readonly kind: 'intent'
  /** Unique in the run; also the `note` of each token that the call generates. */
  readonly call: string
  readonly verb: Verb
  readonly userId: number
  /** The ids of the tokens that the call is about. */
  readonly ids?: readonly number[]
  /** How many tokens it generates. */
  readonly size?: number
  /** Whether the app rolls its transaction back. */
  readonly rollsBack?: boolean
}

export type Verb =
  | 'generate'
  | 'generateWithinLimit'
  | 'generateMany'
  | 'transaction'
  | 'authenticate'
  | 'update'
  | 'rotate'
  | 'rotateWithGrace'
  | 'rotateUntilUse'
  | 'revoke'
  | 'revokeAll'
  | 'revokeInBatches'
  | 'prune'
  | 'list'

/** What became of a call. */
export interface Outcome {
  readonly kind: 'outcome'
  readonly call: string
  readonly milliseconds: number
  /** Not there for an acknowledgement. */
  readonly error?: string
  /** The ids of the tokens that were generated. */
  readonly ids?: readonly number[]
  readonly count?: number
  /** Of an authentication. */
  readonly ok?: boolean
}

/** Anything that must not happen, or that is only counted. */
export interface Incident {
  readonly kind: 'incident'
  readonly what: 'leak' | 'unhandled' | 'driver' | 'eventOfRollback'
  readonly detail: string
}

export type Entry = Intent | Outcome | Incident

/** Written at once, so that it outlives a process that is killed. */
export class Journal {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  write(entry: Entry): void {
    appendFileSync(this.#file, `${JSON.stringify(entry)}\n`)
  }
}

/** Reads the journals of a folder, each in its order. A last line that is cut off was not written. */
export function readJournals(folder: string): Entry[] {
  return journalTexts(folder).flatMap((text) => text.split('\n').flatMap(parsed))
}

export function journalTexts(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.journal'))
  return files.map((file) => readFileSync(join(folder, file), 'utf8'))
}

function parsed(line: string): Entry[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as Entry]
  } catch {
    return []
  }
}
