import type { TestCluster } from './test-cluster.js'

/** Returns the rows of all tokens, by id. Fails unless each node has the same ones. */
export async function commonRows({ members }: TestCluster) {
  const copies = await Promise.all(
    members.map(({ reader }) => reader.webAPIToken.findMany({ omit: { token: false }, orderBy: { id: 'asc' } })),
  )
  const [rows = []] = copies
  for (const copy of copies) expect(copy).toEqual(rows)
  expect(new Set(rows.map(({ token }) => token)).size).toBe(rows.length)
  return new Map(rows.map((row) => [row.id, row]))
}

export type Rows = Awaited<ReturnType<typeof commonRows>>

/** Returns what is wrong with the families: a successor that does not exist, or two ends that are both usable. */
export function halfRotated(rows: Rows): string[] {
  const found: string[] = []
  const ends = new Map<number, number>()
  for (const { id, valid, familyId, successorId } of rows.values()) {
    if (successorId !== null && !rows.has(successorId)) found.push(`${id} has no such successor`)
    if (familyId !== null && successorId === null && valid) ends.set(familyId, (ends.get(familyId) ?? 0) + 1)
  }
  for (const [family, count] of ends) if (count > 1) found.push(`family ${family} has ${count} living ends`)
  return found
}
