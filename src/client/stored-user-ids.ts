import type { Id } from './id.js'
import type { TokenDelegate } from './token-client.js'
import type { TokenModel } from './token-model.js'

/**
 * Returns the ids as the users' own rows spell them, by the ids as they were given. A database may know a user by several
 * spellings of a String id: in other case, with or without accents or trailing spaces, or a UUID without hyphens. An id without
 * a user stays as it is.
 */
export async function storedUserIds(model: TokenModel, given: readonly Id[]): Promise<Map<Id, Id>> {
  const stored = new Map(given.map((id) => [id, id]))
  const users = model.primary[model.userTable.delegate] as TokenDelegate | undefined
  if (model.userIdType !== 'string' || stored.size === 0 || !users) return stored
  const find = async (id: unknown) =>
    (await users.findMany({ where: { id }, select: { id: true } })).map((row) => row.id)
  const exact = new Set(await find({ in: [...stored.keys()] }))
  for (const id of stored.keys()) {
    if (!exact.has(id)) stored.set(id, (await find(id))[0] ?? id)
  }
  return stored
}
