import { randomBytes } from 'node:crypto'

import type { SuiteContext } from './context.js'

type RowData = Parameters<SuiteContext['db']['prisma']['webAPIToken']['createMany']>[0] extends
  { data: infer Data } | undefined
  ? Omit<Extract<Data, readonly unknown[]>[number], 'userId' | 'token' | 'tokenGeneratorId'>
  : never

/** What each row needs, whatever it is for. MySQL has no defaults for texts. */
export function bareRow() {
  const token = `sha256:${randomBytes(32).toString('hex')}`
  return { token, tokenGeneratorId: 'nanoid', note: '', invalidReason: '' }
}

/** Writes rows in the order that is given, in whatever state a test needs, and returns their ids. */
export async function createRows(
  { db: { prisma } }: SuiteContext,
  user: { id: number },
  rows: readonly RowData[],
): Promise<number[]> {
  const data = rows.map((row) => ({ ...bareRow(), ...row, userId: user.id }))
  const tokens = data.map(({ token }) => token)
  for (let start = 0; start < data.length; start += 100) {
    await prisma.webAPIToken.createMany({ data: data.slice(start, start + 100) })
  }
  const written = await prisma.webAPIToken.findMany({
    where: { userId: user.id },
    select: { id: true, token: true },
  })
  const ids = new Map(written.map(({ id, token }) => [token, id]))
  return tokens.map((token) => ids.get(token) ?? 0)
}

/** As many rows of the same kind. */
export function times<T>(count: number, row: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => row(index))
}
