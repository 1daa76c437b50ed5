// Prunes or invalidates what the test names, in small batches, and reports the count, or dies on the way.
import { once } from 'node:events'

import { WebAPITokenRepository } from '../../src/index.js'
import { connectTo } from './databases.js'
import { send } from './send.js'

/** What a process is told to do. */
export interface BulkTask {
  readonly verb: 'prune' | 'invalidate'
  readonly userId: number
  /** For `prune`. */
  readonly unusedSince: string
  readonly batchSize: number
  /** Whether the first batch is reported, and the process kills itself with the next one on its way. */
  readonly dies: boolean
}

/** What a process tells the test. */
export interface BulkReport {
  readonly progress?: number
  readonly count?: number
  readonly error?: string
}

const [name = '', url = '', json = ''] = process.argv.slice(2)
const { verb, userId, unusedSince, batchSize, dies } = JSON.parse(json) as BulkTask
const report = (message: BulkReport) => send(message)

const prisma = await connectTo(name, url)
let isDying = false
const mortal = prisma.$extends({
  query: {
    webAPIToken: {
      $allOperations({ args, query }) {
        const result = query(args)
        if (isDying) setImmediate(() => process.kill(process.pid, 'SIGKILL'))
        return result
      },
    },
  },
})
const tokens = new WebAPITokenRepository(mortal)
const options = {
  batchSize,
  async onProgress({ count }: { count: number }) {
    if (!dies) return
    // What is on its way may be done before the end comes; there is nothing after it.
    if (isDying) await new Promise(() => undefined)
    await report({ progress: count })
    isDying = true
  },
}

await prisma.user.count()
process.send?.('ready')
await once(process, 'message')

try {
  const { count } =
    verb === 'prune'
      ? await tokens.pruneTokens({ unusedSince: new Date(unusedSince), ...options })
      : await tokens.invalidateTokens({ users: [userId], ...options })
  await report({ count })
} catch (error) {
  await report({ error: String(error) })
}
await prisma.$disconnect()
process.disconnect?.()
