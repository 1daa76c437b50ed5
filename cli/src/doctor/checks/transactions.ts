import type { Check, DoctorContext } from '../check.js'
import { finding } from '../finding.js'

export const transactions: Check = {
  name: 'transactions',
  async run(context) {
    if (await hasTransactions(context)) return []
    const limit = context.settings.maxTokensPerOwner
    const off =
      'rotations, limits, tokens made by tokens, and transactions are refused with ERR_WEBAPI_TOKEN_TRANSACTIONS_UNSUPPORTED'
    const message = `The adapter has no transactions: ${off}.`
    const because = limit === undefined ? '' : ' The repository has a limit per owner, so that no token can be made.'
    const remedy =
      'Use an adapter with transactions for these beside this one, such as PrismaNeon in place of PrismaNeonHttp.'
    return [finding('no-transactions', message + because, remedy, limit === undefined ? 'warning' : 'error')]
  },
}

async function hasTransactions({ model }: DoctorContext): Promise<boolean> {
  if (!model.database.hasTransactions) return false
  try {
    await model.client.$transaction(() => Promise.resolve())
    return true
  } catch (error) {
    // By HTTP, Neon's adapter has the name of the one that has them.
    if (/transactions are not supported/i.test(String(error))) return false
    throw error
  }
}
