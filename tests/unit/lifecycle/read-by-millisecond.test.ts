import fc from 'fast-check'

import type { TokenRow } from '../../../src/client/token-row.js'
import type { Position } from '../../../src/lifecycle/cursor.js'
import { type Read, readByMillisecond } from '../../../src/lifecycle/read-by-millisecond.js'

interface Row {
  readonly id: number
  readonly microseconds: number
}

type Bounds = Record<'gt' | 'gte' | 'lt', number | Date | undefined>

const rowsOf = fc
  .uniqueArray(fc.integer({ min: 0, max: 3999 }), { maxLength: 15 })
  .map((times) => times.map((microseconds, id): Row => ({ id, microseconds })))

/** A table in memory, from which a list of `lost` goes before each of the queries. */
function table(rows: readonly Row[], lost: readonly (readonly number[])[]): Read {
  const gone = new Set<number>()
  const left = [...lost]
  return (where, order, take) => {
    for (const id of left.shift() ?? []) gone.add(id)
    const { id, timeAdded } = where as { id?: Bounds; timeAdded?: Bounds }
    const found = rows.filter(
      (row) => !gone.has(row.id) && isWithin(row.id, id) && isWithin(row.microseconds / 1000, timeAdded),
    )
    const sign = Object.values(order[0] ?? {})[0] === 'asc' ? 1 : -1
    const byTime = 'timeAdded' in (order[0] ?? {})
    found.sort((a, b) => sign * ((byTime ? a.microseconds - b.microseconds : 0) || a.id - b.id))
    const read = found.slice(0, take)
    return Promise.resolve(
      read.map((row) => ({ id: row.id, timeAdded: new Date(Math.floor(row.microseconds / 1000)) }) as TokenRow),
    )
  }
}

function isWithin(value: number, { gt, gte, lt }: Partial<Bounds> = {}): boolean {
  return (
    !(gt !== undefined && value <= +gt) && !(gte !== undefined && value < +gte) && !(lt !== undefined && value >= +lt)
  )
}

test('pages have each row once, also while rows go: 5,000 tables', async () => {
  const property = async (
    rows: readonly Row[],
    lost: readonly (readonly number[])[],
    take: number,
    direction: 'asc' | 'desc',
  ): Promise<void> => {
    const read = table(rows, lost)
    const listed: unknown[] = []
    let after: Position | undefined
    for (let page = 0; page <= rows.length; page++) {
      const found = await readByMillisecond(read, { direction, after }, take)
      expect(found.rows.length).toBeLessThanOrEqual(take)
      listed.push(...found.rows.map(({ id }) => id))
      after = found.last
      if (!after) break
    }
    expect(after).toBeUndefined()
    expect(new Set(listed).size).toBe(listed.length)
    expect(rows.filter(({ id }) => !lost.flat().includes(id) && !listed.includes(id))).toEqual([])
  }
  const lostOf = fc.array(fc.array(fc.integer({ min: 0, max: 14 }), { maxLength: 4 }), { maxLength: 6 })
  const take = fc.integer({ min: 1, max: 6 })
  await fc.assert(fc.asyncProperty(rowsOf, lostOf, take, fc.constantFrom('asc', 'desc'), property), { numRuns: 5000 })
})
