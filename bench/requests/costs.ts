import type { DatabaseKind, TestDatabase } from '../../tests/support/databases.js'
import { allocationsOf } from '../support/allocations.js'
import { withDatabase } from '../support/database.js'
import { openDriver } from '../support/driver.js'
import { rounded } from '../support/numbers.js'
import { openBetterAuth } from '../support/peer.js'
import { noted, noteStatements } from '../support/statements.js'
import { type Contestants, type Operation, operations, type Variant } from './operations.js'

/** What one call takes, whatever else the machine is doing. */
export interface Cost {
  readonly queries: number
  /** The queries of so many calls at once, all together. */
  readonly queriesOf128: number
  readonly allocatedKB: number
}

export interface Costs {
  readonly [operation: string]: { readonly [variant in Variant]?: Cost }
}

const callsToWarmUp = 400
const callsToCount = 20

/** The costs of all operations, in a process with `roomToAllocate`; of the library and plain Prisma, or of everybody. */
export function costs(kind: DatabaseKind, { everybody }: { everybody: boolean }): Promise<Costs> {
  return withDatabase(kind, async (database) => {
    // To note statements allocates: that is done apart.
    const queries = await ofEach(database, everybody, noted, (all) => perCall(statementsOf(all)))
    const together = await ofEach(database, everybody, noted, (all) => ofCallsAtOnce(statementsOf(all)))
    const bytes = await ofEach(database, everybody, {}, () => allocationsOf)
    return Object.fromEntries(
      Object.entries(queries).map(([name, variants]) => [
        name,
        Object.fromEntries(
          Object.entries(variants).map(([variant, count]) => [
            variant,
            {
              queries: count,
              queriesOf128: together[name]?.[variant] ?? NaN,
              allocatedKB: rounded((bytes[name]?.[variant] ?? NaN) / 1024, 1),
            },
          ]),
        ),
      ]),
    )
  })
}

/** Measures one operation. */
type Figure = (operation: () => Promise<unknown>) => Promise<number>

interface Figures {
  readonly [operation: string]: { readonly [variant: string]: number }
}

async function ofEach(
  database: TestDatabase,
  everybody: boolean,
  options: object,
  figuresOf: (contestants: Contestants) => Figure,
): Promise<Figures> {
  const contestants: Contestants = {
    database,
    prisma: await database.connect(options),
    // What is written later is not counted: only here is it certain when that is.
    defer: 60_000,
    ...(everybody && { driver: await openDriver(database), peer: await openBetterAuth(database.kind, options) }),
  }
  const figures: { [operation: string]: { [variant: string]: number } } = {}
  const measure = figuresOf(contestants)
  for (const { name, variants, restore } of await operations(contestants)) {
    const ofOperation: { [variant: string]: number } = (figures[name] = {})
    for (const [variant, operation] of Object.entries(variants) as [Variant, Operation['variants'][Variant]][]) {
      if (!operation) continue
      for (let call = 0; call < callsToWarmUp; call++) operation.check?.((await operation()) as never)
      await restore?.()
      ofOperation[variant] = await measure(operation)
      await restore?.()
    }
  }
  await contestants.driver?.close()
  await contestants.peer?.close()
  return figures
}

function perCall(statements: () => number): Figure {
  return async (operation) => {
    statements()
    for (let call = 0; call < callsToCount; call++) await operation()
    return rounded(statements() / callsToCount)
  }
}

function ofCallsAtOnce(statements: () => number): Figure {
  return async (operation) => {
    statements()
    await Promise.all(Array.from({ length: 128 }, () => operation()))
    return statements()
  }
}

/** Returns a function that tells how many statements all contestants together have sent since its last call. */
function statementsOf({ prisma, driver, peer }: Contestants): () => number {
  const counters = [prisma, ...(peer ? [peer.prisma] : [])].map((client) => noteStatements(client))
  let sentByDriver = 0
  return () => {
    const before = sentByDriver
    sentByDriver = driver?.statements() ?? 0
    return counters.reduce((sum, statements) => sum + statements().statements, sentByDriver - before)
  }
}
