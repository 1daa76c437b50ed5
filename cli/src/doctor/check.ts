import type { TokenModel } from '../../../src/client/token-model.js'
import type { Settings } from '../../../src/context/options.js'
import type { Table } from './catalogue/table.js'
import type { Finding } from './finding.js'
import type { Provider } from './provider.js'
import type { Sample } from './rows/sample.js'

export type Row = Readonly<Record<string, unknown>>

/** What a check looks at. */
export interface DoctorContext {
  readonly model: TokenModel
  readonly settings: Settings
  readonly provider: Provider
  readonly now: Date
  /** The folder from which Prisma's configuration is found. */
  readonly cwd: string
  /** The folder of the migrations, where the command names it. */
  readonly migrations?: string | undefined
  /** Runs a raw statement that reads. */
  readonly query: (sql: string, ...values: readonly unknown[]) => Promise<Row[]>
  /** The table of the tokens as it is in the database; undefined when there is none. It is read once. */
  readonly table: () => Promise<Table | undefined>
  /** Which rows are looked at. It is chosen once. */
  readonly sample: () => Promise<Sample>
}

/** One thing that can be wrong. */
export interface Check {
  /** What is checked, as the report names it. */
  readonly name: string
  /** The dialects that it is about. Default: all. */
  readonly providers?: readonly Provider[]
  /** Whether it reads rows, which takes the table with all of its columns. */
  readonly readsRows?: boolean
  run(context: DoctorContext): Promise<readonly Finding[]>
}
