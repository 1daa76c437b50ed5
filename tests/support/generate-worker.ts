// Generates tokens from a space of 256 until it is used up, and reports what was acknowledged.
import { once } from 'node:events'

import { TokenGeneratorRegistry, WebAPITokenRepository } from '../../src/index.js'
import { connectTo } from './databases.js'

/** What a process tells the test. */
export interface WorkerReport {
  readonly tokens: string[]
  readonly error: {
    readonly name: string
    readonly message: string
    readonly code?: string
    readonly attempts?: number
  }
}

const [name = '', url = '', userId = '', prefix = '', index = ''] = process.argv.slice(2)

const prisma = await connectTo(name, url)
// Every process walks through the whole space, each with a start and a stride of its own.
let position = Number(index) * 31
const stride = Number(index) * 2 + 1
const generators = new TokenGeneratorRegistry().register({
  id: 'space',
  createToken: () => `${prefix}-${(position += stride) % 256}`,
  validateToken: () => true,
})
const repository = new WebAPITokenRepository(prisma, {
  generators,
  defaultTokenGeneratorId: 'space',
  maxAttempts: 256,
  logger: { error: () => undefined },
})

// Half of them inside transactions, where PostgreSQL does not forgive a failed statement.
const inTransactions = name === 'PostgreSQL' && Number(index) % 2 === 1
const generate = () =>
  inTransactions
    ? prisma.$transaction((tx) => repository.withTransaction(tx).generateToken(Number(userId)))
    : repository.generateToken(Number(userId))

await prisma.user.count()
process.send?.('ready')
await once(process, 'message')

const tokens: string[] = []
let error: WorkerReport['error'] | undefined
while (!error) {
  try {
    tokens.push((await generate()).token)
  } catch (reason) {
    const { name, message, code, attempts } = reason as WorkerReport['error']
    error = { name, message, ...(code && { code }), ...(attempts !== undefined && { attempts }) }
  }
}
process.send?.({ tokens, error } satisfies WorkerReport)
await prisma.$disconnect()
process.disconnect?.()
