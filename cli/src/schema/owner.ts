import { fieldTypes } from '../../../src/client/token-fields.js'
import { Exit } from '../exit.js'
import type { AppSchema } from './app-schema.js'
import { columnOf, type IdColumn } from './id-column.js'
import { checkedName, lowerFirst, upperFirst } from './names.js'
import type { SchemaOptions } from './options.js'
import type { Field, Model } from './prisma-parser.js'

const idSuffix = /(?:Id|_id)$/

/** Whom the tokens belong to. */
export interface Owner {
  /** The field of the token model that holds the owner's id. */
  readonly field: string
  readonly id: IdColumn
  readonly isNullable: boolean
  /** Undefined where the field is a plain column. */
  readonly relation: OwnerRelation | undefined
}

export interface OwnerRelation {
  readonly model: string
  /** The field of the token model. */
  readonly field: string
  /** The field of the owner's model. */
  readonly references: string
}

/** The part of the app's schema that the token model follows. */
export interface OwnerModel {
  readonly model: Model
  readonly references: Field
  readonly id: IdColumn
}

/** Returns the names of the owner's fields in the token model: the one with the id, and the relation. */
export function fieldNames(ownerModel: string, given: string | undefined): { field: string; relation: string } {
  const field = checkedName('--owner-field', given ?? `${lowerFirst(ownerModel)}Id`)
  if (Object.hasOwn(fieldTypes, field)) {
    throw new Exit(
      'usage',
      `${field} is a field of every token model: name another one for the owner with --owner-field.`,
    )
  }
  const stem = field.replace(idSuffix, '')
  return { field, relation: stem === field || Object.hasOwn(fieldTypes, stem) ? `${stem}Owner` : stem }
}

/** Returns the name of the model whose id a field would have. */
export function ownerNameOf(field: string | undefined): string {
  return field === undefined ? 'User' : upperFirst(field.replace(idSuffix, ''))
}

/** Finds the owner's model in the app's schema, and the field in it that tokens refer to. */
export function findOwner(schema: AppSchema, { ownerModel, ownerField, references }: SchemaOptions): OwnerModel {
  const model = findModel(schema, ownerModel, ownerField)
  const field = referredField(model, references)
  const id = columnOf(field)
  if (id) return { model, references: field, id }
  throw new Exit(
    'refused',
    `${model.name}.${field.name} is ${field.type}: the id of an owner is Int, BigInt or String. ` +
      'Name another unique field with --references.',
  )
}

function findModel({ models }: AppSchema, given: string | undefined, ownerField: string | undefined): Model {
  const named = (name: string) => models.find((model) => model.name === name)
  const known = models.map(({ name }) => name).join(', ') || 'none'
  if (given !== undefined) {
    const model = named(given)
    if (model) return model
    throw new Exit('usage', `--owner-model: the schema has no model "${given}". Its models are: ${known}.`)
  }
  const wanted = ownerNameOf(ownerField)
  const exact = named(wanted) ?? named('User')
  if (exact) return exact
  const names = [wanted, `${wanted}s`].map((name) => name.toLowerCase())
  const alike = models.filter(({ name }) => names.includes(name.toLowerCase()))
  if (alike.length === 1 && alike[0]) return alike[0]
  const reason = alike.length > 1 ? 'Several models could be the owner' : `The schema has no model "${wanted}"`
  throw new Exit(
    'usage',
    `${reason}: name the model whose rows own tokens with --owner-model. The models are: ${known}.\n` +
      'For owners in another database, give --owner-field and --owner-id.',
  )
}

function referredField(model: Model, given: string | undefined): Field {
  const unique = model.fields.filter(({ isId, isUnique }) => isId || isUnique)
  if (given !== undefined) {
    const field = unique.find(({ name }) => name === given)
    if (field) return field
    const names = unique.map(({ name }) => name).join(', ') || 'none'
    throw new Exit(
      'usage',
      `--references: ${model.name} has no unique field "${given}". Its unique fields are: ${names}.`,
    )
  }
  const id = unique.find(({ isId }) => isId)
  if (id) return id
  const reason = model.primaryKey
    ? `The id of ${model.name} is composed of ${model.primaryKey.fields.join(', ')}`
    : `${model.name} has no @id`
  throw new Exit(
    'refused',
    `${reason}, and a token has one field for its owner. Name a unique field with --references.`,
  )
}
