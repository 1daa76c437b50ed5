import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'

import { WebAPITokenRepository } from 'prisma-webapi-token'

import { testAuthentication } from '../suite/authentication.js'
import { testFamilies } from '../suite/families.js'
import { testGeneration } from '../suite/generation.js'
import { testLifecycle } from '../suite/lifecycle.js'
import { testRefusals } from '../suite/refusals.js'
import { testRequests } from '../suite/requests.js'
import { assertRefused, signUp } from '../suite/support.js'
import { openNeon } from './database.js'

const server = process.env.TEST_POSTGRES_URL
const missing = 'TEST_POSTGRES_URL is not set'

if (server) {
  const database = await openNeon(server)

  describe('Neon over HTTP', () => {
    testGeneration(database)
    testAuthentication(database)
    testLifecycle(database)
    testFamilies(database)
    testRefusals(database)
    testRequests(database)

    test('invalidateTokens, which waits for rotations by a lock on PostgreSQL', async () => {
      const prisma = database.connect()
      const tokens = new WebAPITokenRepository(prisma, { tokenType: 'acme' })
      const user = await signUp(prisma)
      await tokens.generateToken(user)
      await assertRefused(database, () => tokens.invalidateTokens({ users: [user] }))
      await assertRefused(database, () => tokens.invalidateTokens({ users: [user], batchSize: true }))
    })

    test('a transaction of the app does not begin', async () => {
      const prisma = database.connect()
      const tokens = new WebAPITokenRepository(prisma, { tokenType: 'acme' })
      const { token } = await tokens.generateToken(await signUp(prisma))
      const before = await database.rows()
      await assert.rejects(
        prisma.$transaction((tx) => tokens.withTransaction(tx).rotateToken(token)),
        /Transactions are not supported in HTTP mode/,
      )
      assert.deepEqual(await database.rows(), before)
    })

    after(() => database.close())
  })
} else if (process.env.REQUIRE_ALL_DATABASES === '1') {
  test('Neon over HTTP', () => assert.fail(missing))
} else {
  test('Neon over HTTP', { skip: missing }, () => undefined)
}
