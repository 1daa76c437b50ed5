/**
 * The fields that every token model has beside its owner, and their Prisma types. An `id` has the type that the app has chosen;
 * `scopes` is a list of strings or of an enum, or Json.
 */
export const requiredFieldTypes = {
  id: 'id',
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
} as const

/** Groups of fields, of which a model has all or none. */
export const fieldGroups = {
  note: { note: 'String' },
  policy: { policy: 'Json' },
  scopes: { scopes: 'scopes' },
  extraData: { extraData: 'Json' },
  rotation: { familyId: 'id', successorId: 'id', retireOnFirstUse: 'Boolean' },
  reminder: { expiryNotified: 'DateTime' },
  parent: { parentId: 'id' },
} as const

export type FieldGroup = keyof typeof fieldGroups

export const groupNames = Object.keys(fieldGroups) as readonly FieldGroup[]

/** Those of `prisma/web-api-token.prisma`. */
export const shippedGroups: readonly FieldGroup[] = ['note', 'policy', 'extraData', 'rotation', 'reminder']

export const fieldTypes = {
  ...requiredFieldTypes,
  ...fieldGroups.note,
  ...fieldGroups.policy,
  ...fieldGroups.scopes,
  ...fieldGroups.extraData,
  ...fieldGroups.rotation,
  ...fieldGroups.reminder,
  ...fieldGroups.parent,
} as const

export type RequiredField = keyof typeof requiredFieldTypes

export type TokenField = keyof typeof fieldTypes

export const requiredFields = Object.keys(requiredFieldTypes) as readonly RequiredField[]

export const tokenFields = Object.keys(fieldTypes) as readonly TokenField[]

/** The nullable fields. */
export type NullableField =
  | 'lastUsed'
  | 'expires'
  | 'invalidDate'
  | 'policy'
  | 'extraData'
  | 'familyId'
  | 'successorId'
  | 'expiryNotified'
  | 'parentId'
