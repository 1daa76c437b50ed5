import { fieldGroups, type FieldGroup, groupNames } from '../../../../src/client/token-fields.js'
import type { Check } from '../check.js'
import { finding } from '../finding.js'

const features: Readonly<Record<FieldGroup, string>> = {
  note: 'notes',
  policy: 'policies',
  scopes: 'scopes',
  extraData: 'extra data',
  rotation: 'rotation',
  reminder: 'reminders of the expiry (listExpiring)',
  parent: 'tokens made by tokens',
}

/** The required fields are there: no repository is made without them. */
export const clientModel: Check = {
  name: 'model in the client',
  run({ model }) {
    const missing = groupNames.filter((group) => !model.has(group))
    if (missing.length === 0) return Promise.resolve([])
    const off = missing.map((group) => features[group]).join('; ')
    const fields = missing.flatMap((group) => Object.keys(fieldGroups[group])).join(', ')
    return Promise.resolve([
      finding(
        'optional-fields-missing',
        `The model ${model.modelName} is without optional fields, so that these are off: ${off}.`,
        `Nothing, if you do not need them. Otherwise add the fields (${fields}) to the model, migrate, and run "npx prisma generate".`,
      ),
    ])
  },
}
