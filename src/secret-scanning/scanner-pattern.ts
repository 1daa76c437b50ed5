import { knownOptions } from '../arguments/known-options.js'
import type { TokenContext } from '../context/context.js'
import type { AnyTokenRepository } from '../http/token-types.js'
import { repositoryContext } from '../http/repository-context.js'

/** The options of {@link scannerPattern}. */
export interface ScannerPatternOptions {
  /** The generators whose tokens are looked for. Default: the one of new tokens. */
  tokenGeneratorIds?: readonly string[] | undefined
}

/** What secret scanners need to know of an app's tokens. */
export interface ScannerPattern {
  /** A regular expression of what RE2, Hyperscan and JavaScript have in common, for the token alone. */
  readonly regex: string
  /** How to tell a token from other text that matches, a sentence for each format that can. */
  readonly checksums: readonly string[]
  /** The fields of a custom pattern of GitHub's, where `regex` is the secret format. */
  readonly github: { readonly secretFormat: string; readonly beforeSecret: string; readonly afterSecret: string }
  /** A rule for the configuration of gitleaks, in TOML. */
  readonly gitleaks: string
}

/**
 * Returns the regular expression of an app's tokens, in the forms that secret scanners take: those of a code host, so that a
 * token does not get into a repository, and those of the app's own CI.
 *
 * @param tokens - The repository.
 * @example
 * ```ts
 * scannerPattern(tokens).regex // 'acme_[0-9A-Za-z]{38}'
 * await writeFile('.gitleaks.toml', scannerPattern(tokens).gitleaks)
 * ```
 * @throws TypeError for a generator that is not registered, or that has no pattern.
 * @see https://docs.github.com/en/code-security/secret-scanning/using-advanced-secret-scanning-and-push-protection-features/custom-patterns
 * @see https://github.com/gitleaks/gitleaks#configuration
 */
export function scannerPattern(tokens: AnyTokenRepository, options?: ScannerPatternOptions): ScannerPattern {
  const { settings } = repositoryContext(tokens)
  const { tokenGeneratorIds = [settings.defaultTokenGeneratorId ?? settings.generators.defaultId] } = knownOptions(
    'scannerPattern',
    options,
    { tokenGeneratorIds: true },
  )
  const patterns = tokenGeneratorIds.flatMap((id) => patternsOf(settings, id))
  const regexes = [...new Set(patterns.map(({ regex }) => regex))]
  const regex = regexes.length === 1 ? (regexes[0] ?? '') : `(?:${regexes.join('|')})`
  return {
    regex,
    checksums: [...new Set(patterns.flatMap(({ checksum }) => checksum ?? []))],
    github: {
      secretFormat: regex,
      beforeSecret: String.raw`\A|[^0-9A-Za-z_]`,
      afterSecret: String.raw`\z|[^0-9A-Za-z_]`,
    },
    gitleaks: gitleaksRule(regex, settings.tokenTypes),
  }
}

function patternsOf({ generators, tokenTypes }: TokenContext['settings'], id: string) {
  const generator = generators.get(id)
  if (!generator) throw new TypeError(`tokenGeneratorIds: no token generator "${id}" is registered`)
  if (!generator.pattern) throw new TypeError(`tokenGeneratorIds: the token generator "${id}" has no pattern`)
  const pattern = generator.pattern.bind(generator)
  return tokenTypes.map((type) => pattern(type))
}

/** `secretGroup` has the token alone, without what stands around it. */
function gitleaksRule(regex: string, tokenTypes: readonly string[]): string {
  const [name = ''] = tokenTypes
  return [
    '[[rules]]',
    `id = "${name}-api-token"`,
    `description = "An API token of ${name}"`,
    `regex = '''(?:^|[^0-9A-Za-z_])(${regex})(?:[^0-9A-Za-z_]|$)'''`,
    'secretGroup = 1',
    // A scanner reads a file with the expression only when one of them is in it. They are compared in lower case.
    `keywords = [${tokenTypes.map((type) => `"${type.toLowerCase()}_"`).join(', ')}]`,
    '',
  ].join('\n')
}
