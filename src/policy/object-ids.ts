/** The id of an object, as its row has it. */
export type PolicyObjectId = string | number | bigint

/** How the ids of a document, which are texts, are read. Give `type` or `parseId`, not both. */
export interface PolicyIdOptions<Id extends PolicyObjectId = PolicyObjectId> {
  /** The type of the field that holds the ids; `Uuid` is a `String @db.Uuid`. */
  type?: 'Int' | 'BigInt' | 'String' | 'Uuid' | undefined
  /** Turns an id of the document into one of the field; undefined or NaN: the field has no such id. */
  parseId?: ((id: string) => Id | undefined) | undefined
}

/** Reads an id of the document; undefined: the field has no such id. */
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

/** `042` is 42, as it is for a database. */
function wholeNumber(id: string, bits: number): bigint | undefined {
  if (!/^\s*[+-]?0*\d{1,19}\s*$/.test(id)) return undefined
  const whole = BigInt(id)
  return BigInt.asIntN(bits, whole) === whole ? whole : undefined
}

/** The reader that the options ask for; that of the type `otherwise` where they leave it open. */
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

/** What ids of one object have in common: 42 and 42n, and a UUID in either case. */
export function objectKey(id: PolicyObjectId): string {
  const text = String(id)
  return uuid.test(text) ? text.toLowerCase() : text
}

/** The id as rows may have it: a UUID in a column of text is the same in capitals. */
export function spellings<Id extends PolicyObjectId>(id: Id): Id[] {
  if (typeof id !== 'string' || !uuid.test(id)) return [id]
  return [id.toLowerCase(), id.toUpperCase()] as Id[]
}
