import { modelNameOf, runtimeModelsOf } from '../../../../src/client/prisma-internals.js'
import { findTable } from '../catalogue/find-table.js'
import type { Check } from '../check.js'
import { finding } from '../finding.js'

export const audit: Check = {
  name: 'audit trail',
  async run(context) {
    const { model, settings } = context
    if (!settings.audit) return []
    const delegate = model.client[settings.audit.model] as object | undefined
    const modelName = (delegate && modelNameOf(delegate)) ?? settings.audit.model
    const table = runtimeModelsOf(model.client)[modelName]?.dbName ?? modelName
    if (delegate && (await findTable(context, table)) !== undefined) return []
    const missing = delegate ? `the database has no table ${table}` : `the client has no model ${settings.audit.model}`
    return [
      finding(
        'audit-table-missing',
        `The repository keeps an audit trail, but ${missing}: no token can be made or changed.`,
        'Add the model to the schema ("npx webapi-token schema --audit"), migrate, and run "npx prisma generate".',
      ),
    ]
  },
}
