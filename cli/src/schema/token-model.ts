import { type FieldGroup, fieldGroups, groupNames } from '../../../src/client/token-fields.js'
import type { GeneratedId } from './id-column.js'
import { idField } from './id-field.js'
import { indexedFields, type Member, type ModelText, parseModel } from './model-text.js'
import type { Owner } from './owner.js'
import { hasLists, type Provider } from './providers.js'
import { shippedModels } from './shipped-models.js'

/** What the app decides about its token model. */
export interface TokenModelChoice {
  readonly provider: Provider
  readonly name: string
  readonly table: string
  readonly id: GeneratedId
  readonly owner: Owner
  readonly groups: ReadonlySet<FieldGroup>
  /** The schema of the database, where the app has several. */
  readonly databaseSchema: string | undefined
}

const nullable = { isNullable: true }

const member = (code: string, ...comments: string[]): Member => ({ comments, field: /^\w+/.exec(code)?.[0], code })

/** Makes the token model of an app from the model that ships. */
export function tokenModel(choice: TokenModelChoice): ModelText {
  const shipped = parseModel(shippedModels.token)
  const left = new Set(
    groupNames.filter((group) => !choice.groups.has(group)).flatMap((group) => Object.keys(fieldGroups[group])),
  )
  const kept = shipped.members.filter(
    (one) => !left.has(one.field ?? '') && !indexedFields(one).some((field) => left.has(field)),
  )
  const fields = kept.filter(({ field }) => field !== undefined).flatMap((one) => fieldOf(one, choice))
  const attributes = kept.filter(({ field }) => field === undefined).map((one) => attributeOf(one, choice))
  const [indexes, others] = [
    attributes.filter((one) => indexedFields(one).length > 0),
    attributes.filter((one) => indexedFields(one).length === 0),
  ]
  return {
    comments: shipped.comments.map((line) => (choice.owner.field === 'userId' ? line : line.replace(' of a user', ''))),
    name: choice.name,
    members: [
      ...fields,
      ...addedFields(choice),
      ...indexes,
      ...(choice.groups.has('parent') ? [member('@@index([parentId])')] : []),
      ...others,
      ...(choice.databaseSchema === undefined ? [] : [member(`@@schema("${choice.databaseSchema}")`)]),
    ],
  }
}

function fieldOf(shipped: Member, { id, owner }: TokenModelChoice): readonly Member[] {
  const optional = owner.isNullable ? '?' : ''
  const { relation } = owner
  switch (shipped.field) {
    case 'id':
      return [{ ...shipped, code: `id ${id.type} @id @default(${id.default}) ${id.native}` }]
    case 'user':
      if (!relation) return []
      return [
        {
          ...shipped,
          code: `${relation.field} ${relation.model}${optional} @relation(fields: [${owner.field}], references: [${relation.references}], onDelete: Cascade)`,
        },
      ]
    case 'userId':
      return [{ ...shipped, code: idField(owner.field, owner.id, owner) }]
    case 'familyId':
    case 'successorId':
      return [{ ...shipped, code: idField(shipped.field, id, nullable) }]
    default:
      return [shipped]
  }
}

function attributeOf(shipped: Member, { owner, table }: TokenModelChoice): Member {
  const code = shipped.code.startsWith('@@map(') ? `@@map("${table}")` : shipped.code.replace(/\buserId\b/, owner.field)
  return { ...shipped, code }
}

/** The fields of groups that the model which ships does not have. */
function addedFields({ groups, id, provider }: TokenModelChoice): readonly Member[] {
  return [
    ...(groups.has('scopes')
      ? [member(`scopes ${hasLists(provider) ? 'String[]' : 'Json?'}`, '/// What the token may be used for.')]
      : []),
    ...(groups.has('parent')
      ? [member(idField('parentId', id, nullable), '/// The token that has made this one.')]
      : []),
  ]
}
