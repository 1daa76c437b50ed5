import type { Id } from './id.js'
import type { TokenModel } from './token-model.js'

interface OwnerDelegate {
  findMany(args: object): Promise<Readonly<Record<string, unknown>>[]>
}

/**
 * Returns the ids as the users' own rows spell them, by the ids as they were given. A database may know a user by several
 * spellings of a String id: in other case, with or without accents or trailing spaces, or a UUID without hyphens. An id without
 * a user stays as it is.
 */
export async function storedOwnerIds(model: TokenModel, given: readonly Id[]): Promise<Map<Id, Id>> {
  const stored = new Map(given.map((id) => [id, id]))
  const { ownerTable } = model
  const owners = ownerTable && (model.primary[ownerTable.delegate] as OwnerDelegate | undefined)
  if (model.ownerIdType !== 'string' || stored.size === 0 || !owners) return stored
  const { idField } = ownerTable
  const find = async (id: unknown) =>
    (await owners.findMany({ where: { [idField]: id }, select: { [idField]: true } })).map((row) => row[idField] as Id)
  const exact = new Set(await find({ in: [...stored.keys()] }))
  for (const id of stored.keys()) {
    if (!exact.has(id)) stored.set(id, (await find(id))[0] ?? id)
  }
  return stored
}
