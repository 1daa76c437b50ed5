import { rounded } from './numbers.js'

export interface Throughput {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** One call of an operation. */
export interface Run {
  (): Promise<unknown>
  /** Throws for a result that is not the expected one; apart from the call, since to wait for both would take longer. */
  readonly check?: (result: never) => void
}

/** Runs an operation over and over for a while, always so many at once. */
export async function throughput(
  operation: Run,
  { concurrency, milliseconds }: { concurrency: number; milliseconds: number },
): Promise<Throughput> {
  const { check } = operation
  const latencies: number[] = []
  const start = performance.now()
  const end = start + milliseconds
  async function worker(): Promise<void> {
    for (let before = start; before < end;) {
      const result = await operation()
      check?.(result as never)
      // Once only: some operations take hardly longer than to ask for the time.
      const after = performance.now()
      latencies.push(after - before)
      before = after
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  const seconds = (performance.now() - start) / 1000
  const sorted = Float64Array.from(latencies).sort()
  const percentile = (part: number) => rounded(sorted[Math.floor(sorted.length * part)] ?? NaN, 4)
  return { perSecond: rounded(latencies.length / seconds, 0), p50Ms: percentile(0.5), p99Ms: percentile(0.99) }
}
