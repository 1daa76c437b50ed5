import { Exit } from '../exit.js'
import type { Terminal } from '../terminal.js'
import { type AppSchema, fileOf, loadAppSchema, withField } from './app-schema.js'
import { eventModel } from './event-model.js'
import { optionSchema } from './option-schema.js'
import { chosenGroups } from './groups.js'
import type { ModelText } from './model-text.js'
import { kebabCase, lowerFirst } from './names.js'
import type { SchemaOptions } from './options.js'
import { modelsOf, SchemaError } from './prisma-parser.js'
import { collationOf, printModels } from './print-models.js'
import { type Provider, providerOf } from './providers.js'
import { existingSubject, newSubject, type Subject } from './subject.js'
import { tokenModel } from './token-model.js'

/** What an app adds to its schema, and to other places on account of it. */
export interface Plan {
  readonly app: AppSchema
  readonly provider: Provider
  readonly text: string
  /** The field that the model of the owner needs. */
  readonly relation: { readonly model: string; readonly field: string; readonly file: string | undefined } | undefined
  /** What the migration needs beside what Prisma writes. */
  readonly sql: string | undefined
  readonly migration: string
  readonly fileName: string
  /** The options that the repository needs. */
  readonly repository: Readonly<Record<string, unknown>>
}

export async function makePlan(terminal: Terminal, options: SchemaOptions): Promise<Plan> {
  const app =
    options.provider === undefined
      ? await loadAppSchema(terminal, options.schema, options.model)
      : optionSchema(options)
  const provider = providerOf(app.datasource.activeProvider)
  const existing = app.models.some(({ name }) => name === options.model)
  if (existing && !options.audit) throw alreadyThere(app, options.model)
  const subject = existing ? existingSubject(app, provider, options) : newSubject(app, provider, options)
  if (!subject)
    throw new Exit(
      'refused',
      `The model "${options.model}" has no id or no owner: name the field of its owner with --owner-field.`,
    )
  const eventName = `${subject.name}Event`
  if (options.audit && app.models.some(({ name }) => name === eventName)) throw alreadyThere(app, eventName)
  const models = [
    ...(existing ? [] : [newTokenModel(subject, provider, options)]),
    ...(options.audit ? [eventModel({ ...subject, name: eventName, table: `${subject.table}_event` })] : []),
  ]
  const { relation } = subject.owner
  const table = existing ? `${subject.table}_event` : subject.table
  const plan: Plan = {
    app,
    provider,
    text: printModels(models, provider, options),
    relation: relation && {
      model: relation.model,
      field: `${lowerFirst(subject.name)}s ${subject.name}[]`,
      file: options.provider === undefined ? fileOf(app, relation.model) : undefined,
    },
    sql: provider === 'mysql' && !existing ? collationOf(subject.table, subject.databaseSchema) : undefined,
    migration: `add-${kebabCase(table).replaceAll('_', '-')}`,
    fileName: `${kebabCase(existing ? eventName : subject.name)}.prisma`,
    repository: repositoryOptions(subject, eventName, options),
  }
  assertValid(plan)
  return plan
}

function newTokenModel(subject: Subject, provider: Provider, options: SchemaOptions): ModelText {
  return tokenModel({
    ...subject,
    id: subject.newId,
    provider,
    groups: chosenGroups(options.with ?? [], options.without ?? []),
  })
}

function repositoryOptions({ name, owner }: Subject, eventName: string, { audit }: SchemaOptions): Plan['repository'] {
  const isDefault = name === 'WebAPIToken'
  return {
    ...(isDefault ? {} : { model: lowerFirst(name) }),
    ...(owner.field === 'userId' ? {} : { owner: owner.field }),
    ...(audit ? { audit: isDefault ? true : { model: lowerFirst(eventName) } } : {}),
  }
}

function alreadyThere(app: AppSchema, model: string): Exit {
  const hint = model.endsWith('Event') ? '' : ', and one for its audit trail with --audit'
  return new Exit(
    'refused',
    `The schema has a model ${model} already, in ${fileOf(app, model) ?? 'one of its files'}. Nothing was changed.\n` +
      `A model of another name is made with --model${hint}.`,
  )
}

/** Has Prisma check the schema as it will be. */
function assertValid({ app, text, relation, fileName }: Plan): void {
  const files = relation ? withField(app.files, relation.model, relation.field) : app.files
  try {
    modelsOf([...files, [fileName, text]])
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error
    throw new Exit(
      'refused',
      `Prisma refuses the schema with this model in it, so nothing was changed:\n\n${error.message}`,
    )
  }
}
