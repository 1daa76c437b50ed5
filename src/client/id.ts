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

/** Parses an id that comes from outside; undefined for what no database takes for one of that type. */
export function idFromText(text: unknown, type: IdType): Id | undefined {
  if (typeof text !== 'string') return undefined
  // PostgreSQL refuses strings with a NUL, UTF-8 half a surrogate pair, and every database an integer of more than 64 bits.
  if (type === 'string') return /[\0\p{Cs}]/u.test(text) ? undefined : text
  // Other forms of the same number are nobody's id. BigInt is slow with megabytes.
  if (!/^(?:0|-?[1-9]\d{0,18})$/.test(text)) return undefined
  if (type === 'bigint') return BigInt.asIntN(64, BigInt(text)) === BigInt(text) ? BigInt(text) : undefined
  return type === 'number' && isInt(Number(text)) ? Number(text) : undefined
}
