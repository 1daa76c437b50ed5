import type { AuthorOptions } from '../../../src/context/author.js'
import type { LoadedRepository } from '../config/load-repository.js'
import type { Terminal } from '../terminal.js'

/** What each way to invalidate gets. */
export interface Task {
  readonly terminal: Terminal
  readonly loaded: LoadedRepository
  readonly options: Readonly<Record<string, unknown>>
  /** The options for the library that all of them have in common. */
  readonly invalidation: { readonly invalidReason?: string } & AuthorOptions
}
