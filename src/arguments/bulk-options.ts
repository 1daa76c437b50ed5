import { optionalFunction, positiveInteger } from './checks.js'
import type { KnownKeys } from './known-options.js'

/** The progress of a bulk operation. */
export interface BulkProgress {
  /** The number of tokens so far. */
  readonly count: number
}

/** What bulk operations have in common. */
export interface BulkOptions {
  /** Called after each batch; the next batch waits for it. */
  onProgress?: ((progress: BulkProgress) => unknown) | undefined
  /** Ends the operation between two batches, with the signal's reason as the error. Completed batches stay. */
  signal?: AbortSignal | undefined
}

export const bulkKeys: KnownKeys<BulkOptions> = { onProgress: true, signal: true }

/** Checks the options and `batchSize`. */
export function bulkOptions(options: BulkOptions & { batchSize?: number | undefined }, defaultBatchSize: number) {
  const { onProgress, signal, batchSize = defaultBatchSize } = options
  optionalFunction('onProgress', onProgress)
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') {
    throw new TypeError('signal must be an AbortSignal')
  }
  return { onProgress, signal, batchSize: positiveInteger('batchSize', batchSize) }
}
