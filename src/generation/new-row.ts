import { dateOrNull, text } from '../arguments/checks.js'
import { appData } from '../client/app-data.js'
import type { TokenData } from '../client/token-client.js'
import type { RepositoryContext } from '../context/context.js'
import { validatePolicy } from '../policy/validate-policy.js'
import type { NewTokenOptions } from './options.js'

/** Everything that does not change from attempt to attempt. No column is left to a default of the database's. */
export function newRow(
  { options: { clock }, model: { databaseMakesIds } }: RepositoryContext,
  options: NewTokenOptions,
): TokenData {
  const now = clock()
  const policy = options.policy ?? {}
  validatePolicy(policy)
  return {
    ...appData(options.data, { takesId: !databaseMakesIds }),
    note: text('note', options.note),
    policy,
    expires: dateOrNull('expires', options.expires),
    timeAdded: now,
    lastUpdated: now,
    lastUsed: null,
    valid: true,
    invalidDate: null,
    invalidReason: '',
    ...(options.extraData === undefined ? {} : { extraData: options.extraData }),
  }
}
