import { type Fields, readFields } from './fields.js'

/**
 * Reads the parameters of a query. What is no list must be there once.
 *
 * @throws InvalidMembers
 */
export function readQuery(fields: Fields, parameters: URLSearchParams): Record<string, unknown> {
  const given = new Map<string, unknown>()
  for (const name of parameters.keys()) {
    const values = parameters.getAll(name)
    const type = Object.hasOwn(fields, name) ? fields[name]?.schema.type : undefined
    given.set(name, type === 'array' || values.length > 1 ? values : valueOf(values[0] ?? '', type))
  }
  return readFields(fields, Object.fromEntries(given))
}

function valueOf(text: string, type: unknown): unknown {
  return type === 'integer' && /^\d{1,9}$/.test(text) ? Number(text) : text
}
