import { dateOrNull, text } from '../arguments/checks.js'
import { appData } from '../client/app-data.js'
import type { TokenData } from '../client/token-row.js'
import type { RepositoryContext } from '../context/context.js'
import { validatePolicy } from '../policy/validate-policy.js'
import type { NewTokenOptions } from './options.js'

/** Returns the columns that are the same in each attempt. None relies on a default of the database. */
export function newColumns({ settings, model }: RepositoryContext, options: NewTokenOptions): TokenData {
  const now = settings.clock()
  const policy = options.policy ?? {}
  validatePolicy(policy)
  return {
    ...appData(options.data, { takesId: !model.databaseMakesIds }),
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
