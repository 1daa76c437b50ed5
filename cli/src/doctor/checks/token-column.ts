import type { Check, DoctorContext } from '../check.js'
import type { Column } from '../catalogue/table.js'
import { columnOf } from '../catalogue/column-of.js'
import { finding, type Finding } from '../finding.js'
import { identifier, tableName } from '../identifier.js'
import { storedSample } from '../rows/stored-forms.js'

export const tokenColumn: Check = {
  name: 'token column',
  async run(context) {
    const column = columnOf(await context.table(), context.model, 'token')
    return column ? [...lengthOf(context, column), ...collationOf(context, column)] : []
  },
}

function lengthOf({ settings }: DoctorContext, { name, length }: Column): Finding[] {
  const [digest] = settings.digests
  const needed = storedSample(settings, digest)?.length ?? 0
  if (length === undefined || length >= needed) return []
  const message = `The column ${name} holds ${String(length)} characters, but the digest ${digest.id} stores ${String(needed)}: no token can be stored.`
  return [finding('token-column-short', message, 'Lengthen the column to 255 characters.')]
}

function collationOf({ provider, model }: DoctorContext, { name, looseCollation, length = 255 }: Column): Finding[] {
  if (looseCollation === undefined) return []
  const table = tableName(provider, model)
  const remedy = {
    mysql: `ALTER TABLE ${table} MODIFY ${identifier(provider, name)} VARCHAR(${String(length)}) CHARACTER SET ascii COLLATE ascii_bin NOT NULL;`,
    postgresql: `ALTER TABLE ${table} ALTER ${identifier(provider, name)} TYPE text COLLATE "C";`,
    sqlite: 'Make the table and its unique index again without COLLATE on this column.',
  }[provider]
  const message = `The column ${name} is compared by ${looseCollation}, which takes different texts for equal: one token may be found, or refused as taken, for another.`
  return [finding('token-collation', message, remedy)]
}
