import type { LoadedRepository } from './config/load-repository.js'
import type { Listed } from './output/token-table.js'

/** The tokens that have something to do with one: undefined where the model has no such relation. */
export interface Relatives {
  /** All that came out of each other by rotation, the oldest first; empty for a token that was never rotated. */
  readonly family?: readonly Listed[]
  /** Those that it has made. */
  readonly children?: readonly Listed[]
}

/** The maximum number that is shown. */
const atMost = 50

export async function relativesOf({ tokens, context }: LoadedRepository, id: unknown): Promise<Relatives> {
  const { model } = context
  const list = async (where: object) => {
    const page = await tokens.listTokens({ where, orderBy: { timeAdded: 'asc' }, take: atMost } as never)
    return (page as { tokens: readonly Listed[] }).tokens
  }
  // Not from the record: the app's client may omit the column.
  const familyId = model.has('rotation')
    ? (await model.reader.findFirst({ where: { id }, select: { familyId: true } }))?.familyId
    : undefined
  return {
    ...(model.has('rotation') && { family: (familyId ?? null) === null ? [] : await list({ familyId }) }),
    ...(model.has('parent') && { children: await list({ parentId: id }) }),
  }
}
