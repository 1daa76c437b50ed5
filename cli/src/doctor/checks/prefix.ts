import { usableWhere } from '../../../../src/client/token-status.js'
import type { Check, DoctorContext } from '../check.js'
import { finding, type Finding } from '../finding.js'
import { countUpTo, tokens } from '../rows/count.js'
import { beginsWithNone } from '../rows/stored-forms.js'

export const prefix: Check = {
  name: 'prefix',
  readsRows: true,
  async run(context) {
    return [...(context.settings.tokenTypes[0] === 'wat' ? [defaultPrefix] : []), ...(await unknownPrefixes(context))]
  },
}

const defaultPrefix = finding(
  'default-prefix',
  'New tokens begin with wat_, the default: a secret scanner, or a person, cannot tell whose they are.',
  "Give the repository a prefix of your own: tokenType: ['acme', 'wat'], where the second one keeps the tokens that exist.",
)

/** Finds tokens that are refused as malformed since their prefix was taken out of the options. */
async function unknownPrefixes({ model, settings, provider, now, sample }: DoctorContext): Promise<Finding[]> {
  // The app may accept any text.
  if (settings.accepts) return []
  const { where, name } = await sample()
  const hints = settings.tokenTypes.map((type) => `${type}_`)
  const known = beginsWithNone(provider, 'tokenHint', hints)
  // Others have no prefix, or hints of the app's own.
  const prefixed = { tokenGeneratorId: { in: ['nanoid', 'vendor_checksum'] }, tokenHint: { contains: '_...' } }
  const count = await countUpTo(model, { AND: [where, usableWhere(now), prefixed, known] })
  if (count === 0) return []
  const types = settings.tokenTypes.join(', ')
  return [
    finding(
      'prefix-unknown',
      `Among ${name}, ${tokens(count)} that could be used have another prefix than those of the options (${types}), and are refused as malformed.`,
      'Add their prefix at the end of tokenType, or invalidate them.',
    ),
  ]
}
