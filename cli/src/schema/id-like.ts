import { columnOf, type GeneratedId } from './id-column.js'
import type { Field } from './prisma-parser.js'
import type { Provider } from './providers.js'

const functions = ['autoincrement', 'sequence', 'cuid', 'uuid', 'ulid', 'nanoid', 'dbgenerated']

/** Returns an id of the same kind as that of another model; undefined where neither Prisma nor the database makes that one. */
export function idLike(field: Field, provider: Provider): GeneratedId | undefined {
  const column = columnOf(field)
  const made = field.default
  if (!column || typeof made !== 'object' || !('name' in made) || !functions.includes(made.name)) return undefined
  // Prisma cannot read such an id back from MySQL.
  if (made.name === 'dbgenerated' && provider === 'mysql') return undefined
  // There are more tokens than owners: the types of numbers are not taken over.
  const native = column.type === 'String' ? column.native : ''
  return { type: column.type, native, default: `${made.name}(${argumentsOf(made)})` }
}

/** Prisma tells the default version of a function too. */
function argumentsOf({ name, args }: { readonly name: string; readonly args: readonly (string | number)[] }): string {
  const isImplied = (name === 'uuid' && args[0] === 4) || (name === 'cuid' && args[0] === 1)
  return isImplied ? '' : args.map((arg) => JSON.stringify(arg)).join(', ')
}
