import { hash } from 'node:crypto'

import { optionalFunction } from '../arguments/checks.js'
import { isPlainObject, knownOptions } from '../arguments/known-options.js'
import { keyedProjection } from '../client/keyed-projection.js'
import { ownerOf, type TokenRow } from '../client/token-row.js'
import type { TokenContext } from '../context/context.js'
import { isRecognised } from '../context/recognise-token.js'
import { digestCandidates } from '../digests/digest.js'
import { jsonResponse } from '../http/json-response.js'
import { problemResponse } from '../http/problem.js'
import { BodyError, parseJSON, readBytes } from '../http/read-body.js'
import type { AnyTokenRepository } from '../http/token-types.js'
import { matchingRow } from '../verification/find-token.js'
import { oneLine } from '../util/one-line.js'
import { type GitHubPublicKeys, isSignedByGitHub } from './github-signature.js'
import { repositoryContext } from '../http/repository-context.js'

/** A token that was found in public. */
export interface LeakedToken {
  /** The id of its row. */
  readonly id: unknown
  /** The id of its owner; null where it has none. */
  readonly ownerId: unknown
  /** Where it was found; '' where GitHub does not say. */
  readonly url: string
  /** What it was found in, such as `commit` or `issue_comment`. */
  readonly source: string
  /** Whether it was valid, and was invalidated now. GitHub may report a token more than once. */
  readonly invalidated: boolean
}

/** The options of {@link secretScanningHandler}. */
export interface SecretScanningOptions {
  /** GitHub's public keys. */
  keys: GitHubPublicKeys
  /**
   * Called for each token that is one, after it was invalidated, such as to tell its owner. The answer waits for it; where it
   * fails, so does the answer, and GitHub reports the tokens again. Default: nothing.
   */
  onLeak?: ((leak: LeakedToken) => unknown) | undefined
}

interface Match {
  readonly token: string
  readonly type: string
  readonly url: string
  readonly source: string
}

/** The maximum of a report, in bytes: tens of thousands of matches. */
const maxBytes = 16 * 1_024 * 1_024

/**
 * Creates the endpoint of GitHub's secret scanning partner program: GitHub reports what looks like an app's tokens and was
 * found in public. The signature is checked, all tokens are looked up together, those that are some are invalidated with the
 * address where they were found as the reason, and the answer tells GitHub which were. It has their SHA-256 in hex, never the
 * tokens.
 *
 * @param tokens - The repository.
 * @example
 * ```ts
 * const report = secretScanningHandler(tokens, { keys, onLeak: ({ ownerId, url }) => mail(ownerId, `Your token is public: ${url}`) })
 * const response = await report(request)
 * ```
 * @throws TypeError for an invalid option. The handler passes errors of the database, and of `onLeak`, through.
 * @see https://docs.github.com/en/code-security/secret-scanning/secret-scanning-partnership-program/secret-scanning-partner-program
 */
export function secretScanningHandler(
  tokens: AnyTokenRepository,
  options: SecretScanningOptions,
): (request: Request) => Promise<Response> {
  const context = repositoryContext(tokens)
  const { keys, onLeak } = knownOptions('secretScanningHandler', options, { keys: true, onLeak: true })
  if (typeof keys !== 'function' && !Array.isArray(keys)) throw new TypeError('keys must be a list, or a function')
  optionalFunction('onLeak', onLeak)

  return async function report(request) {
    if (request.method !== 'POST') return problemResponse(405, 'The method must be POST.', {}, { Allow: 'POST' })
    let matches: readonly Match[]
    try {
      const body = await readBytes(request, 'application/json', maxBytes)
      if (!(await isSignedByGitHub(body, request.headers, keys)))
        return problemResponse(401, 'The signature is not valid.')
      matches = matchesOf(parseJSON(body))
    } catch (error) {
      if (error instanceof BodyError) return problemResponse(error.status, error.message)
      throw error
    }
    const rows = await rowsOf(context, matches)
    for (const [url, found] of grouped(matches, rows)) {
      const leaks = await Promise.all(found.map((match) => invalidate(context, tokens, match, rows, url)))
      for (const leak of leaks) await onLeak?.(leak)
    }
    return jsonResponse(
      200,
      matches.map((match) => labelled(match, rows)),
    )
  }
}

/** @throws BodyError */
function matchesOf(report: unknown): Match[] {
  if (!Array.isArray(report)) throw new BodyError(400, 'The body must be a list of matches.')
  return report.map((match: unknown) => {
    const { token, type, url = '', source = '' } = isPlainObject(match) ? match : {}
    const texts = { token, type, url: url ?? '', source: source ?? '' }
    if (Object.values(texts).every((text) => typeof text === 'string')) return texts as Match
    throw new BodyError(400, 'A match must have a token and a type.')
  })
}

/** Looks up what could be a token, in one query, and returns the rows by token. */
async function rowsOf({ settings, lookUps }: TokenContext, matches: readonly Match[]): Promise<Map<string, TokenRow>> {
  const projection = keyedProjection({ select: { id: true } })
  const texts = [...new Set(matches.map(({ token }) => token))].filter((token) => isRecognised(settings, token))
  const found = await Promise.all(
    texts.map(async (token) => {
      const candidates = digestCandidates(settings.digests, token)
      return [token, matchingRow(candidates, await lookUps.find(candidates, projection))] as const
    }),
  )
  return new Map(found.filter((entry): entry is [string, TokenRow] => entry[1] !== undefined))
}

/**
 * Groups what was found by its address, which the tokens have as a reason in common. A token that was found twice is in the
 * first.
 */
function grouped(matches: readonly Match[], rows: ReadonlyMap<string, TokenRow>): Map<string, Match[]> {
  const first = new Map(matches.toReversed().map((match) => [match.token, match]))
  const byUrl = new Map<string, Match[]>()
  for (const match of first.values()) {
    if (rows.has(match.token)) byUrl.set(match.url, [...(byUrl.get(match.url) ?? []), match])
  }
  return byUrl
}

async function invalidate(
  { model, settings }: TokenContext,
  tokens: AnyTokenRepository,
  { token, source }: Match,
  rows: ReadonlyMap<string, TokenRow>,
  url: string,
): Promise<LeakedToken> {
  const invalidReason = `Found in public by GitHub's secret scanning${url && `: ${oneLine(url).slice(0, 2_000)}`}`
  const author = settings.audit && { actor: 'GitHub secret scanning', context: { url, source } }
  const { count } = await tokens.invalidateToken(token as never, { invalidReason, ...author } as never)
  const row = rows.get(token)
  return { id: row?.id, ownerId: row && ownerOf(model, row), url, source, invalidated: count > 0 }
}

function labelled({ token, type }: Match, rows: ReadonlyMap<string, TokenRow>) {
  return {
    token_hash: hash('sha256', token),
    token_type: type,
    label: rows.has(token) ? 'true_positive' : 'false_positive',
  }
}
