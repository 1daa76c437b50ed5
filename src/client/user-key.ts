/**
 * Tells users apart. A UUID, and a text in many a collation, is the same in either case: whoever could spell an id in another
 * way would have another limit.
 */
export function userKey(userId: unknown): string {
  return String(userId).toLowerCase()
}
