import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'

import { WebAPITokenRepository } from 'prisma-webapi-token'

import { testAuthentication } from '../suite/authentication.js'
import { testFamilies } from '../suite/families.js'
import { testGeneration } from '../suite/generation.js'
import { testLifecycle } from '../suite/lifecycle.js'
import { testRefusals } from '../suite/refusals.js'
import { testRequests } from '../suite/requests.js'
import { atOnce, signUp } from '../suite/support.js'
import { openD1 } from './database.js'
import { testOwnTransactions } from './own-transactions.js'

const { binding, rest } = await openD1()

describe('D1', () => {
  testGeneration(binding)
  testAuthentication(binding)
  testLifecycle(binding)
  testFamilies(binding)
  testRefusals(binding)
  testRequests(binding)

  test('invalidateTokens, which takes one statement on SQLite', async () => {
    const prisma = binding.connect()
    const tokens = new WebAPITokenRepository(prisma, { tokenType: 'acme' })
    const [ada, grace] = [await signUp(prisma), await signUp(prisma)]
    await atOnce(3, () => tokens.generateToken(ada))
    await tokens.generateToken(grace)
    const many = Array.from({ length: 250 }, (_, index) => 1_000_000 + index)
    assert.deepEqual(await tokens.invalidateTokens({ users: [...many, ada.id] }), { count: 3 })
    assert.deepEqual(await tokens.invalidateTokens({ users: [...many, grace.id], batchSize: true }), { count: 1 })
    assert.equal(await prisma.webAPIToken.count({ where: { userId: { in: [ada.id, grace.id] }, valid: true } }), 0)
  })
})

describe('D1 over REST', () => {
  testRefusals(rest)
  testOwnTransactions(binding, rest)
  after(() => binding.close())
})
