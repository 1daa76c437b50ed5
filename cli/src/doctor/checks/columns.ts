import { isList, isNullable, modelText } from '../../../../src/client/model-text.js'
import { type RuntimeField, runtimeModelsOf, schemaTextOf } from '../../../../src/client/prisma-internals.js'
import { tokenFields } from '../../../../src/client/token-fields.js'
import type { Column } from '../catalogue/table.js'
import { accepts } from '../catalogue/types.js'
import type { Check, DoctorContext } from '../check.js'
import { finding, type Finding } from '../finding.js'

const migrate = 'Write a migration with "npx prisma migrate dev", and apply it with "npx prisma migrate deploy".'

export const columns: Check = {
  name: 'columns',
  async run(context) {
    const { model } = context
    const table = await context.table()
    if (!table) {
      const message = `The database has no table ${model.qualifiedTable.join('.')} for the model ${model.modelName}.`
      const remedy = 'Apply the migrations with "npx prisma migrate deploy", or connect to the database that has it.'
      return [finding('table-missing', message, remedy)]
    }
    const fields = (runtimeModelsOf(model.client)[model.modelName]?.fields ?? []).filter(
      ({ kind }) => kind !== 'object',
    )
    const byName = new Map(table.columns.map((column) => [column.name, column]))
    const missing = fields.map(({ name }) => model.columnOf(name)).filter((name) => !byName.has(name))
    return [
      ...missing.map((name) => finding('column-missing', `The table ${model.table} has no column ${name}.`, migrate)),
      ...fields.flatMap((field) => {
        const column = byName.get(model.columnOf(field.name))
        return column ? [...typeOf(context, field, column), ...nullabilityOf(context, field, column)] : []
      }),
      ...(fields.length === 0 ? [] : unknownOf(context, table.columns)),
    ]
  },
}

function typeOf({ model, provider }: DoctorContext, field: RuntimeField, column: Column): Finding[] {
  const isLibrarys = field.name === model.ownerField || (tokenFields as readonly string[]).includes(field.name)
  // Scopes may be a list of any type.
  if (!isLibrarys || field.name === 'scopes' || accepts(provider, field.type, column.type)) return []
  const message = `The column ${column.name} is of the type ${column.type}, which cannot hold the ${field.type} of the field ${field.name}.`
  return [finding('column-type', message, `Correct its type. ${migrate}`)]
}

function nullabilityOf({ model }: DoctorContext, { name }: RuntimeField, column: Column): Finding[] {
  const text = modelText(schemaTextOf(model.client), model.modelName)
  // What Prisma migrates leaves lists nullable.
  if (text === '' || isList(text, name) || isNullable(text, name) === column.isNullable) return []
  if (!column.isNullable) {
    const message = `The column ${column.name} is NOT NULL, but the field ${name} is optional: tokens without it cannot be stored.`
    return [finding('column-nullability', message, `Let the column be null. ${migrate}`)]
  }
  const message = `The column ${column.name} may be null, but the field ${name} is required: Prisma cannot read such a row.`
  return [finding('column-nullability', message, `Make the column NOT NULL. ${migrate}`, 'warning')]
}

/** Finds columns that the client cannot fill. */
function unknownOf({ model }: DoctorContext, columns: readonly Column[]): Finding[] {
  const known = new Set(model.columnNames.map((name) => model.columnOf(name)))
  return columns
    .filter(({ name, isNullable, hasDefault }) => !known.has(name) && !isNullable && !hasDefault)
    .map(({ name }) =>
      finding(
        'column-unknown',
        `The column ${name} needs a value, but the client does not know it: no token can be made.`,
        `Add it to the model ${model.modelName} and run "npx prisma generate", or give the column a default.`,
      ),
    )
}
