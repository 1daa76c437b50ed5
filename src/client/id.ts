/** An id of a row, of whatever type the app has chosen. */
export type Id = string | number | bigint

/** The `typeof` of a model's ids. */
export type IdType = 'number' | 'bigint' | 'string'

const idTypes: Readonly<Record<string, IdType>> = { Int: 'number', BigInt: 'bigint', String: 'string' }

/** Returns the type of ids in a field of a Prisma type. */
export function idTypeOf(fieldType: string | undefined): IdType | undefined {
  return fieldType === undefined ? undefined : idTypes[fieldType]
}

const forms = {
  number: { is: isInt, words: 'a whole number of 32 bits' },
  bigint: {
    is: (id: unknown) => typeof id === 'bigint' || Number.isSafeInteger(id),
    words: 'a bigint or a whole number',
  },
  string: { is: (id: unknown) => typeof id === 'string', words: 'a string' },
  unknown: { is: isAnyId, words: 'a string, a whole number or a bigint' },
} as const

/**
 * Returns the id if a field of the type can hold it. Prisma cuts `1.5` to `1`, and takes `NaN` for null: either would be
 * somebody else's id.
 */
export function checkedId(argument: string, id: unknown, type: IdType | undefined): Id {
  const { is, words } = forms[type ?? 'unknown']
  if (!is(id)) throw new TypeError(`${argument} must be ${words}`)
  return id as Id
}

/** Returns the id in an object, such as a row of the app's. */
export function checkedIdOf(argument: string, object: unknown, type: IdType | undefined): Id {
  if (typeof object !== 'object' || object === null || !('id' in object)) {
    throw new TypeError(`${argument} must be an object with an id`)
  }
  return checkedId(`${argument}.id`, object.id, type)
}

function isInt(id: unknown): boolean {
  return Number.isInteger(id) && (id as number) >= -(2 ** 31) && (id as number) < 2 ** 31
}

function isAnyId(id: unknown): boolean {
  return typeof id === 'string' || typeof id === 'bigint' || Number.isSafeInteger(id)
}
