import { Exit } from '../exit.js'
import type { Field } from './prisma-parser.js'
import { type Provider } from './providers.js'

/** The type of a column that holds an id. */
export interface IdColumn {
  readonly type: 'Int' | 'BigInt' | 'String'
  /** Such as `@db.Uuid`; empty for the type that Prisma chooses. */
  readonly native: string
}

/** The column of an id, and the default that makes it. */
export interface GeneratedId extends IdColumn {
  readonly default: string
}

const types = ['Int', 'BigInt', 'String'] as const

/** Returns the column of a field; undefined for a type that the library takes for no id. */
export function columnOf({ type, nativeType }: Field): IdColumn | undefined {
  const known = types.find((name) => name === type)
  if (!known) return undefined
  const [name, args = []] = (nativeType ?? []) as [string?, (readonly string[])?]
  const list = args.length > 0 ? `(${args.join(', ')})` : ''
  return { type: known, native: name === undefined ? '' : `@db.${name}${list}` }
}

function uuidColumn(provider: Provider): IdColumn {
  const native = { sqlite: '', postgresql: '@db.Uuid', mysql: '@db.Char(36)', cockroachdb: '@db.Uuid' }[provider]
  return { type: 'String', native }
}

/** Parses `--owner-id`. */
export function ownerIdColumn(given: string, provider: Provider): IdColumn {
  if (given === 'uuid') return uuidColumn(provider)
  const [, name, native = ''] = /^(\w+)(?: (@db\.\w+(?:\(\d+\))?))?$/.exec(given) ?? []
  const type = types.find((known) => known === name)
  if (type) return { type, native }
  throw new Exit(
    'usage',
    `--owner-id: "${given}" is none of Int, BigInt, String, uuid, or one with a type as in "String @db.VarChar(30)".`,
  )
}

/** Parses `--id`. */
export function tokenIdColumn(given: string, provider: Provider): GeneratedId {
  // CockroachDB's own integers are unique, and none that fit into 32 bits.
  const sequence = provider === 'cockroachdb' ? 'sequence()' : 'autoincrement()'
  const choices: Readonly<Record<string, GeneratedId>> = {
    Int: { type: 'Int', native: '', default: sequence },
    BigInt: { type: 'BigInt', native: '', default: sequence },
    cuid: { type: 'String', native: '', default: 'cuid()' },
    cuid2: { type: 'String', native: '', default: 'cuid(2)' },
    uuid: { ...uuidColumn(provider), default: 'uuid()' },
    uuid7: { ...uuidColumn(provider), default: 'uuid(7)' },
    ulid: { type: 'String', native: '', default: 'ulid()' },
    nanoid: { type: 'String', native: '', default: 'nanoid()' },
  }
  const choice = Object.hasOwn(choices, given) ? choices[given] : undefined
  if (choice) return choice
  throw new Exit('usage', `--id: "${given}" is none of ${Object.keys(choices).join(', ')}.`)
}
