import { tokenFields } from '../../../../src/client/token-fields.js'
import { columnOf } from '../catalogue/column-of.js'
import type { Check } from '../check.js'
import { finding } from '../finding.js'

export const datetimePrecision: Check = {
  name: 'precision of dates',
  async run(context) {
    const table = await context.table()
    const coarse = tokenFields
      .map((field) => columnOf(table, context.model, field))
      .filter((column) => column?.precision !== undefined && column.precision < 3)
    if (coarse.length === 0) return []
    const names = coarse.map((column) => column?.name).join(', ')
    const type = context.provider === 'mysql' ? 'DATETIME(3)' : 'timestamp(3)'
    return [
      finding(
        'datetime-precision',
        `These columns do not keep milliseconds: ${names}. Expiries, rotations and the order of lists are rounded.`,
        `Make them ${type}, which Prisma gives a DateTime without a native type.`,
      ),
    ]
  },
}
