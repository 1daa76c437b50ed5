import type { Provider } from '../provider.js'

/** The types of columns that hold a Prisma type. SQLite takes any name of a type for one of a few. */
const types: Readonly<Record<Provider, Readonly<Record<string, RegExp>>>> = {
  postgresql: {
    String: /^(?:text|varchar|bpchar|citext|uuid)$/,
    Int: /^int[248]$/,
    BigInt: /^int[248]$/,
    Boolean: /^bool$/,
    DateTime: /^timestamp(?:tz)?$/,
    Json: /^jsonb?$/,
  },
  mysql: {
    String: /^(?:char|varchar|(?:tiny|medium|long)?text)$/,
    Int: /int$/,
    BigInt: /int$/,
    Boolean: /^(?:tinyint|bit)$/,
    DateTime: /^(?:datetime|timestamp)$/,
    // MariaDB has no type of its own for JSON.
    Json: /^(?:json|longtext)$/,
  },
  sqlite: {
    String: /char|text|clob|uuid/,
    Int: /int/,
    BigInt: /int/,
    Boolean: /bool|int|num/,
    DateTime: /date|time|text|int|num/,
    Json: /json|text|char/,
  },
}

/** Checks whether a column of this type can hold values of a Prisma type. */
export function accepts(provider: Provider, prismaType: string, columnType: string): boolean {
  return types[provider][prismaType]?.test(columnType) ?? true
}
