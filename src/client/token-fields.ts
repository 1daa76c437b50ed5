/** The fields of every token model, and their Prisma types; an `id` has the type that the app has chosen. */
export const fieldTypes = {
  id: 'id',
  userId: 'id',
  token: 'String',
  tokenHint: 'String',
  tokenGeneratorId: 'String',
  timeAdded: 'DateTime',
  lastUpdated: 'DateTime',
  lastUsed: 'DateTime',
  expires: 'DateTime',
  valid: 'Boolean',
  invalidDate: 'DateTime',
  invalidReason: 'String',
  note: 'String',
  policy: 'Json',
  extraData: 'Json',
  familyId: 'id',
  successorId: 'id',
  retireOnFirstUse: 'Boolean',
  expiryNotified: 'DateTime',
} as const

export type TokenField = keyof typeof fieldTypes

export const tokenFields = Object.keys(fieldTypes) as readonly TokenField[]

/** The fields that an app cannot set through `data`: the library's own, and the relation beside `userId`. */
export const libraryFields = [...tokenFields, 'user'] as const

/** The nullable fields. */
export type NullableField =
  'lastUsed' | 'expires' | 'invalidDate' | 'policy' | 'extraData' | 'familyId' | 'successorId' | 'expiryNotified'
