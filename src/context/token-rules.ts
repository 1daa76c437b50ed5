import { type KnownKeys, knownOptions } from '../arguments/known-options.js'
import { covers } from '../scopes/covers.js'
import { scopeList } from '../scopes/scope-list.js'
import type { Settings } from './options.js'

/** What the tokens of a repository, or of one of its kinds, are held to. */
export interface TokenRuleOptions<Scope extends string = string> {
  /** The scopes that tokens may have. Of a kind, default: all that the repository declares. */
  scopes?: readonly Scope[] | undefined
  /**
   * Milliseconds from the generation to the expiry of a token that is generated without `expires`; `Infinity`: it never expires.
   * Default: `maxLifetime`.
   */
  defaultLifetime?: number | undefined
  /**
   * The maximum number of milliseconds from the generation of a token to its expiry. With it, every token expires. Default:
   * `Infinity`, no maximum.
   */
  maxLifetime?: number | undefined
}

export interface TokenRules {
  readonly scopes: readonly string[]
  readonly defaultLifetime: number
  readonly maxLifetime: number
}

const ruleKeys: KnownKeys<TokenRuleOptions> = { scopes: true, defaultLifetime: true, maxLifetime: true }

/** Checks the rules of the repository. */
export function resolveRules({ scopes = [], defaultLifetime, maxLifetime }: TokenRuleOptions): TokenRules {
  return { scopes: scopeList('scopes', scopes), ...resolveLifetimes('', { defaultLifetime, maxLifetime }) }
}

/** Checks the rules of each kind, and fills in those of the repository. */
export function resolveKinds(
  kinds: Readonly<Record<string, TokenRuleOptions>> | undefined,
  tokenTypes: readonly string[],
  rules: TokenRules,
): ReadonlyMap<string, TokenRules> {
  const given = Object.entries(knownOptions('kinds', kinds, Object.fromEntries(tokenTypes.map((type) => [type, true]))))
  return new Map(
    given.map(([type, kind]) => {
      const name = `kinds.${type}`
      const { scopes, defaultLifetime, maxLifetime } = knownOptions(name, kind, ruleKeys)
      const lifetimes = resolveLifetimes(`${name}.`, {
        defaultLifetime: defaultLifetime ?? Math.min(rules.defaultLifetime, maxLifetime ?? Infinity),
        maxLifetime: maxLifetime ?? rules.maxLifetime,
      })
      return [type, { scopes: scopes ? kindScopes(name, scopes, rules) : rules.scopes, ...lifetimes }]
    }),
  )
}

function kindScopes(name: string, scopes: unknown, { scopes: declared }: TokenRules): string[] {
  const list = scopeList(`${name}.scopes`, scopes)
  const unknown = list.find((scope) => !covers(declared, scope, declared))
  if (unknown !== undefined) throw new TypeError(`${name}.scopes: "${unknown}" is not one of the repository's scopes`)
  return list
}

function resolveLifetimes(prefix: string, { defaultLifetime, maxLifetime = Infinity }: TokenRuleOptions) {
  const max = lifetime(`${prefix}maxLifetime`, maxLifetime)
  const byDefault = lifetime(`${prefix}defaultLifetime`, defaultLifetime ?? max)
  if (byDefault > max) throw new TypeError(`${prefix}defaultLifetime must not be above maxLifetime`)
  return { defaultLifetime: byDefault, maxLifetime: max }
}

/** The most milliseconds from 1970 that a Date can have. */
const endOfTime = 8.64e15

function lifetime(name: string, value: unknown): number {
  if (value === Infinity) return value
  if (typeof value === 'number' && value > 0 && value < endOfTime / 2) return value
  throw new TypeError(`${name} must be a number of milliseconds above 0; Infinity: no end`)
}

/** Returns the rules for a token type; those of the repository for a type that is no kind of its own. */
export function rulesOf({ kinds, rules }: Pick<Settings, 'kinds' | 'rules'>, tokenType: unknown): TokenRules {
  return kinds.get(tokenType as string) ?? rules
}
