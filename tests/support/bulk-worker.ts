// Prunes or invalidates what the test names, in small batches, and reports the count, or how far it has come.
import { once } from 'node:events'

import { WebAPITokenRepository } from '../../src/index.js'
import { connectTo } from './databases.js'

/** What a process is told to do. */
export interface BulkTask {
  readonly verb: 'prune' | 'invalidate'
  readonly userId: number
  /** For `prune`. */
  readonly unusedSince: string
  readonly batchSize: number
  /** Whether each batch is reported, too. */
  readonly reportsProgress: boolean
}

/** What a process tells the test. */
export interface BulkReport {
  readonly progress?: number
  readonly count?: number
  readonly error?: string
}

const [name = '', url = '', json = ''] = process.argv.slice(2)
const { verb, userId, unusedSince, batchSize, reportsProgress } = JSON.parse(json) as BulkTask
const report = (message: BulkReport) => process.send?.(message)

const prisma = await connectTo(name, url)
const tokens = new WebAPITokenRepository(prisma)
const options = {
  batchSize,
  onProgress: ({ count }: { count: number }) => reportsProgress && report({ progress: count }),
}

await prisma.user.count()
process.send?.('ready')
await once(process, 'message')

try {
  const { count } =
    verb === 'prune'
      ? await tokens.pruneTokens({ unusedSince: new Date(unusedSince), ...options })
      : await tokens.invalidateTokens({ users: [userId], ...options })
  report({ count })
} catch (error) {
  report({ error: String(error) })
}
await prisma.$disconnect()
process.disconnect?.()
