type Source = Iterable<unknown> | AsyncIterable<unknown>

/**
 * Groups the members of a source into lists of a size. Ends with the signal, also while the source waits, and closes the
 * source.
 */
export async function* batchesOf(
  source: Source,
  size: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<unknown[]> {
  let batch: unknown[] = []
  for await (const member of untilAborted(source, signal)) {
    batch.push(member)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

async function* untilAborted(source: Source, signal: AbortSignal | undefined): AsyncGenerator {
  if (signal?.aborted) destroy(source)
  signal?.throwIfAborted()
  const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
  // One listener for all members: a promise for the abort would collect reactions.
  let whenAborted: ((reason: unknown) => void) | undefined
  const onAbort = () => {
    destroy(source)
    whenAborted?.(signal?.reason)
  }
  signal?.addEventListener('abort', onAbort)
  // A source that has ended or failed is closed already.
  let isOpen = false
  try {
    for (;;) {
      const next = await new Promise<IteratorResult<unknown, unknown>>((resolve, reject) => {
        whenAborted = reject
        Promise.resolve(iterator.next()).then(resolve, reject)
      })
      isOpen = !next.done
      signal?.throwIfAborted()
      if (next.done) return
      yield next.value
      signal?.throwIfAborted()
      isOpen = false
    }
  } finally {
    if (isOpen || signal?.aborted) {
      const closed = (async () => iterator.return?.())()
      // A generator that is waiting closes only after its wait: after an abort, nothing waits for that.
      await new Promise<void>((resolve, reject) => {
        whenAborted = () => {
          resolve()
        }
        if (signal?.aborted) resolve()
        closed.then(() => {
          resolve()
        }, reject)
      })
    }
    signal?.removeEventListener('abort', onAbort)
  }
}

/** Closes a stream, also while it waits. */
function destroy(source: Source): void {
  const { destroy } = source as { destroy?: unknown }
  if (typeof destroy === 'function') destroy.call(source)
}
