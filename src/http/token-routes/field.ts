/** A JSON Schema of the dialect 2020-12, which OpenAPI 3.1 has. */
export type JSONSchema = Readonly<Record<string, unknown>>

/** A value from outside: its schema for the documentation, and the check of the same. */
export interface Field<Value = unknown> {
  readonly schema: JSONSchema
  /** @throws InvalidValue */
  read(value: unknown): Value
}

/** Says what a value from outside must be. */
export class InvalidValue extends Error {}

/** Text that every database can store: PostgreSQL refuses NUL, and UTF-8 half a surrogate pair. */
export function textField(maxLength: number, description: string): Field<string> {
  const pattern = String.raw`^[^\u0000\ud800-\udfff]*$`
  const isStorable = new RegExp(pattern, 'u')
  return {
    schema: { type: 'string', maxLength, pattern, description },
    read(value) {
      // JSON Schema counts characters, not UTF-16 units.
      if (typeof value === 'string' && Array.from(value).length <= maxLength && isStorable.test(value)) return value
      throw new InvalidValue(`must be a text of at most ${maxLength} characters`)
    },
  }
}

export function choiceField(choices: readonly string[], description: string): Field<string> {
  return {
    schema: { type: 'string', enum: choices, description },
    read(value) {
      if (typeof value === 'string' && choices.includes(value)) return value
      throw new InvalidValue(`must be one of: ${choices.join(', ')}`)
    },
  }
}

export function choicesField(choices: readonly string[], description: string): Field<readonly string[]> {
  const item = choiceField(choices, '')
  return {
    schema: { type: 'array', items: { type: 'string', enum: choices }, uniqueItems: true, description },
    read(value) {
      if (!Array.isArray(value)) throw new InvalidValue('must be a list')
      const list = value.map((each) => item.read(each))
      if (new Set(list).size < list.length) throw new InvalidValue('must not have anything twice')
      return list
    },
  }
}

export function flagField(description: string): Field<boolean> {
  return {
    schema: { type: 'boolean', description },
    read(value) {
      if (typeof value === 'boolean') return value
      throw new InvalidValue('must be true or false')
    },
  }
}

export function integerField(
  range: { readonly minimum: number; readonly maximum: number },
  description: string,
): Field<number> {
  const { minimum, maximum } = range
  return {
    schema: { type: 'integer', minimum, maximum, description },
    read(value) {
      if (Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum)
        return value as number
      throw new InvalidValue(`must be a whole number from ${minimum} to ${maximum}`)
    },
  }
}

/** RFC 3339, section 5.6. */
const dateTime = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/

export function futureField(now: () => Date, description: string): Field<Date | null> {
  return {
    schema: { type: ['string', 'null'], format: 'date-time', description },
    read(value) {
      if (value === null) return null
      const date = new Date(typeof value === 'string' && dateTime.test(value) ? value : Number.NaN)
      if (Number.isNaN(date.getTime()))
        throw new InvalidValue('must be null, or a date and time such as 2027-01-31T12:00:00Z')
      if (date <= now()) throw new InvalidValue('must be in the future')
      return date
    },
  }
}
