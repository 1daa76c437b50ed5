import { dateOrNull, flag } from '../arguments/checks.js'
import { bulkKeys, bulkOptions, type BulkOptions } from '../arguments/bulk-options.js'
import { inBatches } from '../client/in-batches.js'
import type { TokenModel } from '../client/token-model.js'
import type { TokenWhere } from '../client/token-row.js'
import { everything } from '../client/id-tags.js'
import { audited, deleteTokens } from '../context/audited.js'
import { type AuthorOptions, authorKeys, withAuthor } from '../context/author.js'
import type { TokenContext } from '../context/context.js'
import { ownWhere } from '../context/own-where.js'
import { knownOptions } from '../arguments/known-options.js'
import { notAwaited, unusedSuccessor } from './unused-successors.js'
import { notParents } from './parents.js'
import { statusWhere } from '../client/token-status.js'

/** The options of `pruneTokens`. Tokens that match any of the three dates are deleted; at least one date is required. */
export interface PruneTokensOptions extends BulkOptions, AuthorOptions {
  /** Tokens that expired before this date. */
  expiredBefore?: Date | null | undefined
  /** Tokens that were invalidated before this date. */
  invalidatedBefore?: Date | null | undefined
  /**
   * Tokens that were generated before this date and not used since, except retiring tokens, the unused successors of usable ones, and
   * the parents of usable ones.
   */
  unusedSince?: Date | null | undefined
  /** The maximum number of tokens per statement; above 500, fewer where a statement takes longer than 75 ms. Default: 5,000. */
  batchSize?: number | undefined
  /** Whether to count the tokens without deleting them. Default: false. */
  dryRun?: boolean | undefined
}

export async function pruneTokens(base: TokenContext, given: PruneTokensOptions): Promise<{ count: number }> {
  const options = knownOptions('pruneTokens', given, {
    expiredBefore: true,
    invalidatedBefore: true,
    unusedSince: true,
    batchSize: true,
    dryRun: true,
    ...bulkKeys,
    ...authorKeys,
  })
  const context = withAuthor(base, options)
  const { model, invalidations } = context
  const bulk = bulkOptions(options, 5000)
  const isDryRun = flag('dryRun', options.dryRun)
  const now = context.settings.clock()
  const where = { AND: [pruneWhere(model, options, now), ownWhere(context)] }
  bulk.signal?.throwIfAborted()
  if (isDryRun && !options.unusedSince) return { count: await model.reader.count({ where }) }

  let count = 0
  const prune = (criteria: TokenWhere, batchSize: number, exceptionOf?: (batch: TokenWhere) => Promise<TokenWhere>) =>
    inBatches(model, {
      where: criteria,
      batchSize,
      signal: bulk.signal,
      async statement(batch) {
        const pruned = exceptionOf ? { AND: [batch, await exceptionOf(batch)] } : batch
        return isDryRun
          ? { count: await model.reader.count({ where: pruned }) }
          : audited(context, (inner) => deleteTokens(inner, pruned))
      },
      async onBatch(deleted) {
        count += deleted
        if (isDryRun) return
        // Unused tokens are still valid, and may be in a cache.
        if (deleted > 0 && options.unusedSince) await invalidations.invalidate([everything])
        await bulk.onProgress?.({ count })
      },
    })
  const fewAtOnce = Math.min(bulk.batchSize, model.database.maxIdsPerStatement)
  const notParent = model.has('parent') ? (batch: TokenWhere) => notParents(model, batch, now) : undefined
  const batchSize = notParent ? fewAtOnce : bulk.batchSize
  if (!options.unusedSince) await prune(where, bulk.batchSize)
  else if (!model.has('rotation')) await prune(where, batchSize, notParent)
  else {
    await prune({ AND: [where, { NOT: unusedSuccessor }] }, batchSize, notParent)
    await prune({ AND: [where, unusedSuccessor] }, fewAtOnce, async (batch) => ({
      AND: [await notAwaited(model, batch, now), (await notParent?.(batch)) ?? {}],
    }))
  }
  return { count }
}

function pruneWhere(model: TokenModel, options: PruneTokensOptions, now: Date): TokenWhere {
  const expiredBefore = dateOrNull('expiredBefore', options.expiredBefore)
  const invalidatedBefore = dateOrNull('invalidatedBefore', options.invalidatedBefore)
  const unusedSince = dateOrNull('unusedSince', options.unusedSince)
  const criteria: TokenWhere[] = []
  // A future date must not match usable tokens.
  if (expiredBefore) criteria.push({ expires: { lt: expiredBefore < now ? expiredBefore : now } })
  if (invalidatedBefore) criteria.push({ valid: false, invalidDate: { lt: invalidatedBefore } })
  if (unusedSince) {
    criteria.push({
      // There is no index on the last use, which each use would have to write; the one on the age leads to the rows.
      timeAdded: { lt: unusedSince },
      OR: [{ lastUsed: null }, { lastUsed: { lt: unusedSince } }],
      ...(model.has('rotation') && { NOT: statusWhere(model, 'retiring', now) }),
    })
  }
  const [only] = criteria
  if (!only) throw new TypeError('expiredBefore, invalidatedBefore or unusedSince must be given')
  return criteria.length === 1 ? only : { OR: criteria }
}
