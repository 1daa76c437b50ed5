import type { Id } from '../../../../src/client/id.js'
import type { TokenDelegate } from '../../../../src/client/token-client.js'
import type { TokenModel } from '../../../../src/client/token-model.js'
import type { TokenWhere } from '../../../../src/client/token-row.js'

/** Which tokens the checks of rows look at. */
export interface Sample {
  readonly where: TokenWhere
  /** Whether these are all that there are. */
  readonly isWhole: boolean
  /** How a message names them. */
  readonly name: string
}

export const everyToken: Sample = { where: {}, isWhole: true, name: 'the tokens' }

const windows = 8
const windowSize = 10_000

/**
 * Chooses all tokens of a table of moderate size. Of a huge one, it chooses runs of ids: the first and the last ones and, where ids are
 * numbers, some between, so that each statement reads a bounded part of the primary key.
 */
export async function sampleOf({ reader, idType }: TokenModel, size = windowSize): Promise<Sample> {
  if ((await idAt(reader, 'asc', windows * size)) === undefined) return everyToken
  const [first, last] = [await idAt(reader, 'asc', 0), await idAt(reader, 'desc', 0)]
  const runs: TokenWhere[] = [
    { id: { lte: await idAt(reader, 'asc', size - 1) } },
    { id: { gte: await idAt(reader, 'desc', size - 1) } },
  ]
  if (idType !== 'string') {
    const [from, to] = [BigInt(first ?? 0), BigInt(last ?? 0)]
    for (let run = 1n; run < BigInt(windows) - 1n; run++) {
      const start = from + ((to - from) * run) / BigInt(windows - 1)
      const gte = idType === 'bigint' ? start : Number(start)
      const end = await idAt(reader, 'asc', size - 1, { id: { gte } })
      if (end !== undefined) runs.push({ id: { gte, lte: end } })
    }
  }
  const name = `a sample of at most ${(runs.length * size).toLocaleString('en')} tokens`
  return { where: { OR: runs }, isWhole: false, name }
}

async function idAt(
  reader: TokenDelegate,
  direction: 'asc' | 'desc',
  skip: number,
  where: TokenWhere = {},
): Promise<Id | undefined> {
  return (await reader.findFirst({ where, select: { id: true }, orderBy: { id: direction }, skip }))?.id
}
