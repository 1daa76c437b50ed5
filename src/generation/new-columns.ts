import { dateOrNull, text } from '../arguments/checks.js'
import { appData } from '../client/app-data.js'
import { assertOptionGroups } from '../client/model-schema.js'
import type { TokenData } from '../client/token-row.js'
import type { RepositoryContext } from '../context/context.js'
import { assertExpiry, earlier, endOfLifetime } from '../context/expiry.js'
import { grantedScopes } from '../context/granted-scopes.js'
import type { Settings } from '../context/options.js'
import { rulesOf, type TokenRules } from '../context/token-rules.js'
import { validatePolicy } from '../policy/validate-policy.js'
import { typeOfNew } from './generator-info.js'
import type { NewTokenOptions } from './options.js'

/** What a new token has of the one that it replaces, or that it is made with. */
export interface Origin {
  /** It gets no others. */
  readonly scopes: readonly string[]
  /** What it gets by default, whatever is declared: none, unless it replaces another one. */
  readonly keptScopes?: readonly string[]
  /** Its latest expiry; null: never. */
  readonly latestExpiry: Date | null
  /** In place of the expiry after `defaultLifetime`. */
  readonly sameExpiry?: Date | null
}

/** Returns the columns that are the same in each attempt. None relies on a default of the database. */
export function newColumns(
  { settings, model }: RepositoryContext,
  options: NewTokenOptions,
  origin?: Origin,
): TokenData {
  const now = settings.clock()
  const rules = rulesOf(settings, typeOfNew(settings, options))
  assertOptionGroups(model, options)
  const policy = options.policy ?? {}
  validatePolicy(policy)
  return {
    ...appData(model, options.data, { takesId: !model.databaseMakesIds }),
    ...(model.has('note') && { note: text('note', options.note) }),
    ...(model.has('policy') && { policy }),
    ...(model.has('scopes') && { scopes: newScopes(settings, options, rules, origin) }),
    expires: newExpiry(options, rules, now, origin),
    timeAdded: now,
    lastUpdated: now,
    lastUsed: null,
    valid: true,
    invalidDate: null,
    invalidReason: '',
    ...(options.extraData === undefined ? {} : { extraData: options.extraData }),
  }
}

function newScopes(
  settings: Settings,
  { scopes }: NewTokenOptions,
  rules: TokenRules,
  origin: Origin | undefined,
): readonly string[] {
  if (scopes === undefined) return origin?.keptScopes ?? []
  return grantedScopes(settings, scopes, origin ? [rules.scopes, origin.scopes] : [rules.scopes])
}

function newExpiry(options: NewTokenOptions, rules: TokenRules, now: Date, origin: Origin | undefined): Date | null {
  const latest = earlier(endOfLifetime(now, rules.maxLifetime), origin?.latestExpiry ?? null)
  if (options.expires === undefined) {
    const { sameExpiry = endOfLifetime(now, rules.defaultLifetime) } = origin ?? {}
    return earlier(sameExpiry, latest)
  }
  const expires = dateOrNull('expires', options.expires)
  assertExpiry(expires, latest)
  return expires
}
