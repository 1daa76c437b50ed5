import type { Check } from '../check.js'
import { finding } from '../finding.js'
import { countUpTo, tokens } from '../rows/count.js'

export const lifetime: Check = {
  name: 'lifetimes',
  readsRows: true,
  async run({ model, settings }) {
    const kinds = [...settings.kinds].filter(([, rules]) => rules.maxLifetime === Infinity).map(([type]) => type)
    const isGeneral =
      settings.rules.maxLifetime === Infinity && settings.tokenTypes.some((type) => !settings.kinds.has(type))
    if (!isGeneral && kinds.length === 0) return []
    const count = await countUpTo(model, { valid: true, expires: null })
    const which = isGeneral ? 'The repository has' : `The kinds ${kinds.join(', ')} have`
    return [
      finding(
        'no-max-lifetime',
        `${which} no maxLifetime: tokens may live for ever. ${tokens(count)} never ${count === 1 ? 'expires' : 'expire'}.`,
        'maxLifetime: 90 * 86_400_000 lets each new token expire after 90 days at most. It changes none that exist.',
      ),
    ]
  },
}
