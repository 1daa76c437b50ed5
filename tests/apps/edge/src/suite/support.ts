import assert from 'node:assert/strict'

import { WebAPITokenTransactionError } from 'prisma-webapi-token'

import type { EdgeDatabase } from '../edge-database.js'
import type { PrismaClient } from '../generated/d1/client.js'

let users = 0

export function signUp(prisma: PrismaClient) {
  return prisma.user.create({ data: { username: `user ${++users}` } })
}

/** Runs as many calls in one turn of the event loop. */
export function atOnce<R>(count: number, call: (index: number) => Promise<R>): Promise<R[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => call(index)))
}

/** Returns what `call` returns, and the statements that it took. */
export async function counted<R>({ statements }: EdgeDatabase, call: () => Promise<R>) {
  const start = statements.length
  const result = await call()
  return { result, statements: statements.slice(start) }
}

/** Asserts that a call is refused for want of a transaction, by an error that names the adapter, and has written nothing. */
export async function assertRefused(database: EdgeDatabase, call: () => Promise<unknown>): Promise<void> {
  const before = await database.rows()
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof WebAPITokenTransactionError, String(error))
    assert.equal(error.code, 'ERR_WEBAPI_TOKEN_TRANSACTIONS_UNSUPPORTED')
    assert.ok(error.message.split(/[\s,:;]/).includes(database.adapterName), error.message)
    return true
  })
  assert.deepEqual(await database.rows(), before)
}
