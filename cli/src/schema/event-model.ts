import type { GeneratedId, IdColumn } from './id-column.js'
import { idField } from './id-field.js'
import { type Member, type ModelText, parseModel } from './model-text.js'
import { shippedModels } from './shipped-models.js'

/** The token model that the events are about. */
export interface EventModelChoice {
  readonly name: string
  readonly table: string
  /** Of the tokens. */
  readonly id: IdColumn
  /** Of the events. */
  readonly newId: GeneratedId
  readonly owner: { readonly field: string; readonly id: IdColumn; readonly isNullable: boolean }
  readonly databaseSchema: string | undefined
}

/** Makes the model of the audit trail of an app from the one that ships. */
export function eventModel({ name, table, id, newId, owner, databaseSchema }: EventModelChoice): ModelText {
  const codes: Readonly<Record<string, string>> = {
    id: `id ${newId.type} @id @default(${newId.default}) ${newId.native}`,
    tokenId: idField('tokenId', id),
    userId: idField(owner.field, owner.id, { isNullable: owner.isNullable }),
  }
  const codeOf = ({ field, code }: Member) => {
    if (field !== undefined) return codes[field] ?? code
    return code.startsWith('@@map(') ? `@@map("${table}")` : code.replace(/\buserId\b/, owner.field)
  }
  const { comments, members } = parseModel(shippedModels.event)
  const schema = databaseSchema === undefined ? [] : [`@@schema("${databaseSchema}")`]
  return {
    comments,
    name,
    members: [
      ...members.map((member) => ({ ...member, code: codeOf(member) })),
      ...schema.map((code) => ({ comments: [], field: undefined, code })),
    ],
  }
}
