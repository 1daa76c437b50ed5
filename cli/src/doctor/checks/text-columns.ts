import { columnOf } from '../catalogue/column-of.js'
import type { Check, DoctorContext } from '../check.js'
import { finding, type Finding } from '../finding.js'

/** What people write is longer than the 191 characters that Prisma gives a text on MySQL. */
const proseLength = 255

export const textColumns: Check = {
  name: 'text columns',
  async run(context) {
    const { settings } = context
    const longestType = Math.max(...settings.tokenTypes.map((type) => type.length))
    const longestId = Math.max(...[...settings.generators].map(({ id }) => id.length))
    return [
      ...(await shorterThan(context, 'tokenHint', longestType + '_...1234'.length)),
      ...(await shorterThan(context, 'tokenGeneratorId', longestId)),
      ...(await prose(context, 'invalidReason')),
      ...(await prose(context, 'note')),
    ]
  },
}

async function shorterThan(context: DoctorContext, field: string, needed: number): Promise<Finding[]> {
  const column = columnOf(await context.table(), context.model, field)
  if (column?.length === undefined || column.length >= needed) return []
  const message = `The column ${column.name} holds ${String(column.length)} characters, but ${String(needed)} are stored: no token can be made.`
  return [finding('column-short', message, `Lengthen the column to ${String(needed)} characters or more.`)]
}

async function prose(context: DoctorContext, field: string): Promise<Finding[]> {
  const column = columnOf(await context.table(), context.model, field)
  if (column?.length === undefined || column.length >= proseLength) return []
  const message = `The column ${column.name} holds ${String(column.length)} characters: a longer text is refused, or cut where the server is not strict.`
  const remedy = `Make it a text without a limit: "@db.Text" at the field ${field}, and a migration.`
  return [finding('text-column-short', message, remedy)]
}
