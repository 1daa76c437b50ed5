import { positiveInteger } from './arguments.js'

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

/** The options, and `batchSize`, checked. */
export function bulkOptions(options: BulkOptions & { batchSize?: number | undefined }, defaultBatchSize: number) {
  const { onProgress, signal, batchSize = defaultBatchSize } = options
  if (onProgress !== undefined && typeof onProgress !== 'function') throw new TypeError('onProgress must be a function')
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') {
    throw new TypeError('signal must be an AbortSignal')
  }
  return { onProgress, signal, batchSize: positiveInteger('batchSize', batchSize) }
}
