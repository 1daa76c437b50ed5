import { randomBytes } from 'node:crypto'

/** The same columns as the library's. There is no token behind the digest: to make one is the library's own expense. */
export function plainRow(userId: number) {
  const now = new Date()
  return {
    userId,
    token: `sha256:${randomBytes(32).toString('hex')}`,
    tokenHint: 'wat_...abcd',
    tokenGeneratorId: 'nanoid',
    note: '',
    policy: {},
    expires: null,
    timeAdded: now,
    lastUpdated: now,
    lastUsed: null,
    valid: true,
    invalidDate: null,
    invalidReason: '',
  }
}
