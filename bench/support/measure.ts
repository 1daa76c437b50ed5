import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'

import { rounded } from './numbers.js'

export interface Measurement {
  readonly seconds: number
  /** How far the memory of the process (RSS) has risen above what it was at the start. */
  readonly memoryGrowthMB: number
  readonly longestPauseMs: number
}

export async function measure(work: () => Promise<unknown>): Promise<Measurement> {
  const before = process.memoryUsage.rss()
  const highestBefore = highestEver()
  let sampled = before
  const sampler = setInterval(() => (sampled = Math.max(sampled, process.memoryUsage.rss())), 5)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  // It knows a delay from its second turn on.
  await sleep(5)
  const start = performance.now()
  await work()
  const seconds = (performance.now() - start) / 1000
  // Some drivers never let a timer have its turn: it tells when they are done.
  await sleep(5)
  delay.disable()
  clearInterval(sampler)
  // The kernel misses no peak, but it may have been one from before the start.
  const peak = highestEver() > highestBefore ? highestEver() : sampled
  return {
    seconds: rounded(seconds),
    memoryGrowthMB: rounded((peak - before) / 2 ** 20, 0),
    longestPauseMs: rounded(delay.max / 1e6, 0),
  }
}

function highestEver(): number {
  return process.resourceUsage().maxRSS * 1024
}
