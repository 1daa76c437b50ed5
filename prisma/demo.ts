// `npm run demo`: what the library does, shown on a database file that is made for it. Fails where a step does not do
// what it says.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { legacySha1Generator, TokenGeneratorRegistry, WebAPITokenRepository } from '../src/index.js'
import { connect } from './client.js'
import { demonstrateRequests, step } from './demo-requests.js'

const folder = mkdtempSync(join(tmpdir(), 'webapi-token-demo-'))
const DATABASE_URL = `file:${join(folder, 'demo.db')}`
try {
  step('The prisma CLI applies the migrations to a new database')
  const cli = fileURLToPath(new URL('../scripts/prisma.mjs', import.meta.url))
  const output = execFileSync(process.execPath, [cli, 'migrate', 'deploy'], {
    env: { ...process.env, DATABASE_URL },
    encoding: 'utf8',
  })
  assert.match(output, /migrations? .*applied/)
  console.log(output.trim().split('\n').at(-1))

  const prisma = connect(DATABASE_URL)
  await demonstrateRequests(prisma)
  await demonstrate(prisma)
  await prisma.$disconnect()
} finally {
  rmSync(folder, { recursive: true })
}

async function demonstrate(prisma: ReturnType<typeof connect>): Promise<void> {
  const ada = await prisma.user.create({ data: { username: 'ada', password: 'pbkdf2_sha256$…' } })
  const grace = await prisma.user.create({ data: { username: 'grace' } })
  const generators = new TokenGeneratorRegistry().register(legacySha1Generator({ secretKey: 'demo' }))
  const tokens = new WebAPITokenRepository(prisma, { tokenType: 'demo', generators })

  step('A token of each generator: shown once, stored as a digest')
  for (const { id } of generators) {
    const { token, record } = await tokens.generateToken(ada, { tokenGeneratorId: id, note: `By ${id}` })
    const row = await prisma.webAPIToken.findUniqueOrThrow({ where: { id: record.id } })
    assert.match(row.token, /^sha256:[0-9a-f]{64}$/)
    console.log({ generator: id, token, stored: row.token })
  }

  step('A collision: the token is taken, so the next one is tried')
  const given = ['demo_taken', 'demo_taken', 'demo_fresh']
  const tried: string[] = []
  generators.register({
    id: 'given',
    createToken() {
      const token = given[tried.length] ?? ''
      tried.push(token)
      return token
    },
    validateToken: (token) => given.includes(token),
  })
  await tokens.generateToken(grace, { tokenGeneratorId: 'given', note: 'The first' })
  const { token: second } = await tokens.generateToken(grace, { tokenGeneratorId: 'given', note: 'The second' })
  assert.equal(second, 'demo_fresh')
  assert.equal(tried.length, 3)
  console.log({ tried, generated: second })

  step('A token inside a transaction that rolls back is gone with it')
  const before = await prisma.webAPIToken.count()
  const failing = prisma.$transaction(async (tx) => {
    await tokens.withTransaction(tx).generateToken(grace, { note: 'Never there' })
    assert.equal(await tx.webAPIToken.count(), before + 1)
    throw new Error('The app changes its mind')
  })
  await assert.rejects(failing, { message: 'The app changes its mind' })
  assert.equal(await prisma.webAPIToken.count(), before)
  console.log({ before, after: before })

  step('One token is invalidated, then all of a user')
  const one = await tokens.invalidateToken(second, { invalidReason: 'Found in a public repository' })
  const again = await tokens.invalidateToken(second, { invalidReason: 'Too late' })
  const all = await tokens.invalidateTokens({ users: [ada], invalidReason: 'Left the company' })
  assert.deepEqual([one, again, all], [{ count: 1 }, { count: 0 }, { count: 3 }])
  console.log({ one, again, all })

  step('A token is rotated: the old one works until the new one is used')
  const { token: old, record: oldRow } = await tokens.generateToken(grace, { note: 'Nightly build' })
  const { token: successor } = await tokens.rotateToken(old, { retireOnFirstUse: true })
  const works = async (token: string) => (await tokens.authenticate(token)).ok
  assert.deepEqual([await works(old), await works(successor), await works(old)], [true, true, false])
  const { tokens: listed } = await tokens.listTokens({ user: grace, where: { note: 'Nightly build' } })
  console.table(listed.map(({ record, status }) => ({ tokenHint: record.tokenHint, status })))
  assert.deepEqual(listed.map(({ status }) => status).sort(), ['active', 'invalid'])

  step('What is no longer needed is pruned')
  const { count: pruned } = await tokens.pruneTokens({ invalidatedBefore: new Date(Date.now() + 1000) })
  assert.equal(pruned, 5)
  assert.equal(await prisma.webAPIToken.count({ where: { id: oldRow.id } }), 0)
  console.log({ pruned })

  step('What is in the table now')
  const rows = await prisma.webAPIToken.findMany({ orderBy: { id: 'asc' }, include: { user: true } })
  assert.deepEqual(
    rows.map(({ valid, invalidReason }) => [valid, invalidReason]),
    [
      [true, ''],
      [true, ''],
    ],
  )
  console.table(
    rows.map(({ id, user, tokenHint, note, valid, invalidReason }) => ({
      id,
      user: user.username,
      tokenHint,
      note,
      valid,
      invalidReason,
    })),
  )
}
