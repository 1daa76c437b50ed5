import type { TokenModel } from '../../../src/client/token-model.js'
import type { Provider } from './provider.js'

/** Returns a name as a statement has it. */
export function identifier(provider: Provider, name: string): string {
  const quote = provider === 'mysql' ? '`' : '"'
  return `${quote}${name.replaceAll(quote, quote + quote)}${quote}`
}

/** Returns the names of columns, as in the definition of an index. */
export function columnList(provider: Provider, columns: readonly string[]): string {
  return columns.map((column) => identifier(provider, column)).join(', ')
}

/** Returns a name with those of what it belongs to. */
export function qualified(provider: Provider, names: readonly string[]): string {
  return names.map((name) => identifier(provider, name)).join('.')
}

/** Returns the table of the tokens as a statement names it. */
export function tableName(provider: Provider, { qualifiedTable, table }: TokenModel): string {
  return qualified(provider, provider === 'postgresql' ? qualifiedTable : [table])
}
