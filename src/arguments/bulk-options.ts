import { optionalFunction, positiveInteger } from './checks.js'
import type { KnownKeys } from './known-options.js'

/** How much of a bulk operation is done. */
export interface BulkProgress {
  /** How many tokens, so far. */
  readonly count: number
}

/** What bulk operations have in common. */
export interface BulkOptions {
  /** Called after each batch; the next one waits for it. */
  onProgress?: ((progress: BulkProgress) => unknown) | undefined
  /** Ends the operation between two batches, with the signal's reason as the error. What is done stays done. */
  signal?: AbortSignal | undefined
}

export const bulkKeys: KnownKeys<BulkOptions> = { onProgress: true, signal: true }

/** The options, and `batchSize`, checked. */
export function bulkOptions(options: BulkOptions & { batchSize?: number | undefined }, defaultBatchSize: number) {
  const { onProgress, signal, batchSize = defaultBatchSize } = options
  optionalFunction('onProgress', onProgress)
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') {
    throw new TypeError('signal must be an AbortSignal')
  }
  return { onProgress, signal, batchSize: positiveInteger('batchSize', batchSize) }
}
