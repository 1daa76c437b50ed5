/** The id of an object, as its row has it. */
export type PolicyObjectId = string | number | bigint

/** How the ids of a document, which are strings, are read. Give `type` or `parseId`, not both. */
export interface PolicyIdOptions<Id extends PolicyObjectId = PolicyObjectId> {
  /** The type of the field that holds the ids; `Uuid` is a `String @db.Uuid`. */
  type?: 'Int' | 'BigInt' | 'String' | 'Uuid' | undefined
  /** Converts an id of the document to one of the field; undefined or NaN: the field cannot hold it. */
  parseId?: ((id: string) => Id | undefined) | undefined
}

/** Reads an id of the document; undefined when the field cannot hold it. */
export type IdReader = (id: string) => PolicyObjectId | undefined

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

const readers: Record<NonNullable<PolicyIdOptions['type']>, IdReader> = {
  Int: (id) => {
    const whole = wholeNumber(id, 32)
    return whole === undefined ? undefined : Number(whole)
  },
  BigInt: (id) => wholeNumber(id, 64),
  String: (id) => id,
  Uuid: (id) => (uuid.test(id) ? id : undefined),
}

/** Reads `042` as 42, as databases do. */
function wholeNumber(id: string, bits: number): bigint | undefined {
  if (!/^\s*[+-]?0*\d{1,19}\s*$/.test(id)) return undefined
  const whole = BigInt(id)
  return BigInt.asIntN(bits, whole) === whole ? whole : undefined
}

/** Returns the reader that the options ask for, else that of the type `otherwise`. */
export function idReader({ type, parseId }: PolicyIdOptions, otherwise: keyof typeof readers): IdReader {
  if (type !== undefined && !Object.hasOwn(readers, type)) {
    throw new TypeError(`type must be one of ${Object.keys(readers).join(', ')}`)
  }
  if (parseId === undefined) return readers[type ?? otherwise]
  if (typeof parseId !== 'function') throw new TypeError('parseId must be a function')
  if (type !== undefined) throw new TypeError('type and parseId exclude each other')
  return (id) => {
    const parsed: unknown = parseId(id)
    if (parsed === undefined || Number.isNaN(parsed)) return undefined
    if (typeof parsed === 'string' || typeof parsed === 'number' || typeof parsed === 'bigint') return parsed
    throw new TypeError('parseId must return a string, a number, a bigint or undefined')
  }
}

/** Returns the same key for all ids of one object: 42 and 42n, and a UUID in either case. */
export function objectKey(id: PolicyObjectId): string {
  const text = String(id)
  return uuid.test(text) ? text.toLowerCase() : text
}

/** Returns the spellings in which rows may have the id: a String column may have a UUID in capitals. */
export function spellings<Id extends PolicyObjectId>(id: Id): Id[] {
  if (typeof id !== 'string' || !uuid.test(id)) return [id]
  return [id.toLowerCase(), id.toUpperCase()] as Id[]
}
