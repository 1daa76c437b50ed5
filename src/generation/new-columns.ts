import { dateOrNull, text } from '../arguments/checks.js'
import { appData } from '../client/app-data.js'
import { assertOptionGroups } from '../client/model-schema.js'
import type { TokenData } from '../client/token-row.js'
import type { RepositoryContext } from '../context/context.js'
import { validatePolicy } from '../policy/validate-policy.js'
import type { NewTokenOptions } from './options.js'

/** Returns the columns that are the same in each attempt. None relies on a default of the database. */
export function newColumns({ settings, model }: RepositoryContext, options: NewTokenOptions): TokenData {
  const now = settings.clock()
  assertOptionGroups(model, options)
  const policy = options.policy ?? {}
  validatePolicy(policy)
  return {
    ...appData(model, options.data, { takesId: !model.databaseMakesIds }),
    ...(model.has('note') && { note: text('note', options.note) }),
    ...(model.has('policy') && { policy }),
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
