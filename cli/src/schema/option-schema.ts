import { type AppSchema, givenSchema } from './app-schema.js'
import { ownerIdColumn } from './id-column.js'
import { checkedName } from './names.js'
import type { SchemaOptions } from './options.js'
import { ownerNameOf } from './owner.js'
import { providerOf } from './providers.js'

/** Makes a schema with the owner that the options describe, where none is to be read. */
export function optionSchema(options: SchemaOptions): AppSchema {
  const provider = providerOf(options.provider ?? '')
  const owner = checkedName('--owner-model', options.ownerModel ?? ownerNameOf(options.ownerField))
  const field = checkedName('--references', options.references ?? 'id')
  const { type, native } = ownerIdColumn(options.ownerId ?? 'Int', provider)
  return givenSchema(`datasource db {
  provider = "${provider}"
}

model ${owner} {
  ${field} ${type} @id ${native}
}
`)
}
