import type { Check } from '../check.js'
import { finding } from '../finding.js'
import { countUpTo, tokens } from '../rows/count.js'

const days = 90

/** As many are worth it whatever their share is. */
const many = 100_000

/** Fewer are not worth it. */
const few = 1_000

/** The share of the table that is worth it: one in four. */
const share = 4

export const pruning: Check = {
  name: 'pruning',
  readsRows: true,
  async run({ model, now }) {
    const before = new Date(now.getTime() - days * 86_400_000)
    const ended = { OR: [{ expires: { lt: before } }, { valid: false, invalidDate: { lt: before } }] }
    const count = await countUpTo(model, ended, many)
    if (count < few) return []
    if (count <= many && (await countUpTo(model, {}, share * count)) > share * count) return []
    return [
      finding(
        'prune-needed',
        `${tokens(count, many)} expired, or were invalidated, more than ${String(days)} days ago.`,
        `npx webapi-token prune --expired-before ${String(days)}d --invalidated-before ${String(days)}d`,
      ),
    ]
  },
}
