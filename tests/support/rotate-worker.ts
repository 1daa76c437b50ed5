// Rotates the tokens that the test names, four at a time, and reports what has become of each.
import { once } from 'node:events'

import { WebAPITokenRepository } from '../../src/index.js'
import { connectTo } from './databases.js'
import { send } from './send.js'

/** What a process is told to do. */
export interface RotationTask {
  readonly ids: number[]
  readonly retireOnFirstUse: boolean
  /** After as many reports the process kills itself, with other rotations on their way. */
  readonly diesAfter?: number
}

/** What a process tells the test of each token. */
export interface RotationReport {
  readonly id: number
  readonly successorId?: number
  /** The code of the refusal, or all there is of another error. */
  readonly refusal?: string
}

const [name = '', url = '', json = ''] = process.argv.slice(2)
const { ids, retireOnFirstUse, diesAfter } = JSON.parse(json) as RotationTask

const prisma = await connectTo(name, url)
const tokens = new WebAPITokenRepository(prisma)
await prisma.user.count()
process.send?.('ready')
await once(process, 'message')

const rotate = async (id: number): Promise<RotationReport> => {
  try {
    const { record } = await tokens.rotateToken({ id }, { retireOnFirstUse })
    return { id, successorId: record.id }
  } catch (error) {
    // The library repeats what a deadlock has undone ten times, which is not enough on every machine that is busy enough.
    if ((error as { code?: unknown }).code === 'P2034') return rotate(id)
    return { id, refusal: String((error as { code?: unknown }).code ?? error) }
  }
}
let reported = 0
const work = async () => {
  for (let id = ids.shift(); id !== undefined; id = ids.shift()) {
    await send(await rotate(id))
    if (++reported === diesAfter) process.kill(process.pid, 'SIGKILL')
  }
}
await Promise.all([work(), work(), work(), work()])
await prisma.$disconnect()
process.disconnect?.()
