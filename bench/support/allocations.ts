import { PerformanceObserver } from 'node:perf_hooks'

/**
 * For {@link allocationsOf}: with a nursery as large as this, nothing is collected in the meantime. Megabytes; V8 takes three
 * of them.
 */
export const roomToAllocate = ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256']

const mostBytes = 64 * 2 ** 20

/** Bytes on the JavaScript heap that one call takes, in a process with {@link roomToAllocate}. */
export async function allocationsOf(operation: () => Promise<unknown>): Promise<number> {
  const collect = (globalThis as { gc?: () => void }).gc
  if (!collect) throw new Error(`Start node with ${roomToAllocate.join(' ')}`)
  const collections = new PerformanceObserver(() => undefined)
  for (let calls = 400; calls >= 25; calls /= 2) {
    collect()
    await new Promise((resolve) => setImmediate(resolve))
    collections.observe({ entryTypes: ['gc'] })
    const before = process.memoryUsage().heapUsed
    for (let call = 0; call < calls; call++) await operation()
    const bytes = process.memoryUsage().heapUsed - before
    await new Promise((resolve) => setImmediate(resolve))
    const wasCollected = collections.takeRecords().length > 0
    collections.disconnect()
    if (!wasCollected && bytes < mostBytes) return bytes / calls
  }
  throw new Error('The garbage collector does not keep out of the way')
}
