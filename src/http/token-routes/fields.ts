import { isPlainObject } from '../../arguments/known-options.js'
import { type Field, InvalidValue, type JSONSchema } from './field.js'

/** The members of a body, or the parameters of a query, by name. All may be left out. */
export type Fields = Readonly<Record<string, Field>>

export interface InvalidMember {
  readonly name: string
  readonly detail: string
}

/** Says what is wrong with a body or a query. */
export class InvalidMembers extends Error {
  constructor(readonly members: readonly InvalidMember[]) {
    super('The request has members that are not valid')
  }
}

/**
 * Reads the members that are there. One that is not known is refused, as a misspelt option is: it would silently be ignored.
 *
 * @throws InvalidMembers
 */
export function readFields(fields: Fields, given: unknown): Record<string, unknown> {
  if (!isPlainObject(given)) throw new InvalidMembers([{ name: '', detail: 'must be an object' }])
  const invalid: InvalidMember[] = []
  const values: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(given)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    try {
      if (!field) throw new InvalidValue('is not known here')
      values[name] = field.read(value)
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error
      invalid.push({ name, detail: error.message })
    }
  }
  if (invalid.length > 0) throw new InvalidMembers(invalid)
  return values
}

export function schemaOf(fields: Fields): JSONSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(fields).map(([name, { schema }]) => [name, schema])),
    additionalProperties: false,
  }
}
