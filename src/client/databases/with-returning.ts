import { write } from '../write.js'
import { everyColumn } from '../full-row.js'
import type { Database } from './database.js'

const id = { id: true } as const

/** The operations of databases with RETURNING. */
export const withReturning = {
  insertsInTwoSteps: false,
  returnsUpdated: true,

  insertMany({ delegate }, data) {
    return delegate.createManyAndReturn({ data, omit: { token: false } })
  },

  async updateReturningId(model, row, data, condition) {
    const where = { AND: [row, condition] }
    const rows = await write(model, (delegate) => delegate.updateManyAndReturn({ where, data, select: id }))
    return rows[0]?.id
  },

  async lockRow(model, where, now) {
    const data = { lastUpdated: now }
    const [row = null] = await model.delegate.updateManyAndReturn({ where, data, omit: everyColumn(model) })
    return row
  },
} satisfies Partial<Database>
