import { setImmediate as nextTurn } from 'node:timers/promises'

import { bulkKeys, bulkOptions, type BulkOptions } from '../arguments/bulk-options.js'
import { knownOptions } from '../arguments/known-options.js'
import type { Id } from '../client/id.js'
import { retryConflicts } from '../client/retry-conflicts.js'
import type { TokenRow } from '../client/token-row.js'
import { unchangedSince } from '../client/unchanged-since.js'
import { audited, updateTokens } from '../context/audited.js'
import { type AuthorOptions, authorKeys, withAuthor } from '../context/author.js'
import type { RepositoryContext, TokenContext } from '../context/context.js'
import { tokenTypeOf } from '../context/token-type.js'
import { digestCandidates } from '../digests/digest.js'
import { plaintextId } from '../digests/plaintext.js'
import { secretColumns } from '../generation/secret-columns.js'

/** The options of `redigestTokens`. */
export interface RedigestTokensOptions extends BulkOptions, AuthorOptions {
  /** The maximum number of rows that a statement reads; each is changed by a statement of its own. Default: 400. */
  batchSize?: number | undefined
}

/** What `redigestTokens` has done. */
export interface Redigested {
  /** The number of tokens that were moved. */
  readonly count: number
  /** The number of rows that were left, because another row has the same token as a digest already; that one authenticates. */
  readonly skipped: number
}

type PlaintextRow = Pick<TokenRow, 'id' | 'token' | 'lastUpdated'>

const columns = { id: true, token: true, lastUpdated: true } as const

export async function redigestTokens(
  base: TokenContext,
  given: RedigestTokensOptions | undefined,
): Promise<Redigested> {
  const options = knownOptions('redigestTokens', given, { ...bulkKeys, ...authorKeys, batchSize: true })
  const context = withAuthor(base, options)
  const { batchSize, signal, onProgress } = bulkOptions(options, 400)
  const { model, settings } = context
  if (!settings.digests.some(({ id }) => id === plaintextId)) {
    throw new TypeError('redigestTokens moves plaintext tokens: the repository needs plaintextDigest() in its digests')
  }
  let [count, skipped] = [0, 0]
  for (let after: Id | undefined; ;) {
    signal?.throwIfAborted()
    const where = after === undefined ? {} : { id: { gt: after } }
    const rows = await retryConflicts(model.client, () =>
      model.reader.findMany({ where, select: columns, orderBy: { id: 'asc' }, take: batchSize }),
    )
    for (const row of rows) {
      const outcome = await redigest(context, row)
      if (outcome === 'moved') count++
      if (outcome === 'skipped') skipped++
    }
    await onProgress?.({ count })
    after = rows.at(-1)?.id
    if (rows.length < batchSize) return { count, skipped }
    await nextTurn()
  }
}

/** Moves one row, unless a request or another process does so at this moment. */
async function redigest(context: TokenContext, seen: PlaintextRow): Promise<'moved' | 'skipped' | undefined> {
  const { model, settings } = context
  for (let row: PlaintextRow | null = seen; row && isPlaintext(context, row.token);) {
    const { id, token, lastUpdated }: PlaintextRow = row
    const secret = secretColumns(settings, token, { tokenType: tokenTypeOf(token, settings) })
    // A failed statement would abort a transaction of the app's.
    const other = await model.reader.findFirst({ where: { token: secret.token }, select: { id: true } })
    if (other && other.id !== id) return 'skipped'
    const where = { AND: [{ id, token }, unchangedSince(lastUpdated)] }
    const data = { ...secret, lastUpdated }
    const { count } = await retryConflicts(model.client, () =>
      audited(context, (inner) => updateTokens(inner, where, data, { type: 'redigested' })),
    )
    if (count > 0) return 'moved'
    row = await model.reader.findFirst({ where: { id }, select: columns })
  }
  return undefined
}

function isPlaintext({ settings }: RepositoryContext, stored: string): boolean {
  return digestCandidates(settings.digests, stored).includes(stored)
}
