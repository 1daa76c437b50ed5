import type { TokenContext } from '../../../src/context/context.js'
import { readTable, type Table } from './catalogue/table.js'
import type { DoctorContext, Row } from './check.js'
import { dialectOf } from './provider.js'
import { everyToken, type Sample, sampleOf } from './rows/sample.js'

export interface DoctorOptions {
  /** The folder from which Prisma's configuration is found. */
  readonly cwd: string
  /** The folder of the migrations. Default: that of Prisma's configuration. */
  readonly migrations?: string | undefined
  /** Whether every row is looked at, however many there are. Default: false. */
  readonly full?: boolean
}

/** Returns what the checks look at. They wait for each other, so that what is read once is read by the first one. */
export function doctorContext({ model, settings }: TokenContext, options: DoctorOptions): DoctorContext {
  const provider = dialectOf(model.client)
  const query = async (sql: string, ...values: readonly unknown[]) =>
    (await model.primary.$queryRawUnsafe(sql, ...values)) as Row[]
  let table: Promise<Table | undefined> | undefined
  let sample: Promise<Sample> | undefined
  return {
    model,
    settings,
    provider,
    now: settings.clock(),
    cwd: options.cwd,
    migrations: options.migrations,
    query,
    table: () => (table ??= readTable(provider, query, model)),
    sample: () => (sample ??= options.full === true ? Promise.resolve(everyToken) : sampleOf(model)),
  }
}
