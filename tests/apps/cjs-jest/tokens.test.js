const { TokenGeneratorRegistry, WebAPITokenError, WebAPITokenRepository, webAPITokens } = require('prisma-webapi-token')
const { collidingTokenGenerator, createTestToken, givenTokenGenerator } = require('prisma-webapi-token/testing')

const { prisma } = require('./prisma-client')
const { tokens } = require('./tokens')

let user

beforeEach(async () => {
  user = await prisma.user.create({ data: { username: expect.getState().currentTestName } })
})

afterAll(() => prisma.$disconnect())

test('generates, changes and invalidates a token', async () => {
  const { token, record } = await tokens.generateToken(user, { note: 'Nightly build' })
  expect(token).toMatch(/^acme_[0-9A-Za-z]{38}$/)
  expect(record).toMatchObject({ userId: user.id, note: 'Nightly build', valid: true })
  expect(record).not.toHaveProperty('token')
  await expect(tokens.updateToken({ id: record.id }, { note: 'Weekly build' })).resolves.toEqual({ count: 1 })
  await expect(tokens.authenticate(token)).resolves.toMatchObject({ ok: true, record: { id: record.id } })
  await expect(tokens.invalidateToken(token, { invalidReason: 'Leaked' })).resolves.toEqual({ count: 1 })
  await expect(tokens.authenticate(token)).resolves.toMatchObject({ ok: false, reason: 'invalid' })
  const row = await prisma.webAPIToken.findUniqueOrThrow({ where: { id: record.id } })
  expect(row).toMatchObject({ note: 'Weekly build', valid: false, invalidReason: 'Leaked' })
  expect(row.token).toMatch(/^sha256:[0-9a-f]{64}$/)
})

test('a rollback takes the token back', async () => {
  const before = await prisma.webAPIToken.count()
  const failing = prisma.$transaction(async (tx) => {
    await tokens.withTransaction(tx).generateToken(user)
    throw new Error('The app changes its mind')
  })
  await expect(failing).rejects.toThrow('The app changes its mind')
  await expect(prisma.webAPIToken.count()).resolves.toBe(before)
})

test('the extension', async () => {
  const db = prisma.$extends(webAPITokens({ tokenType: 'acme' }))
  const { token } = await db.$transaction((tx) => tx.webAPIToken.generateToken(user.id))
  expect(token).toMatch(/^acme_/)
  await expect(db.webAPIToken.invalidateTokens({ users: [user] })).resolves.toEqual({ count: 1 })
})

test('a taken token is retried, until it gives up', async () => {
  const generators = new TokenGeneratorRegistry()
    .register(givenTokenGenerator(['taken', 'taken', 'fresh']))
    .register(collidingTokenGenerator('taken'))
  const retrying = new WebAPITokenRepository(prisma, { generators, logger: { error: jest.fn() } })
  await retrying.generateToken(user, { tokenGeneratorId: 'given' })
  await expect(retrying.generateToken(user, { tokenGeneratorId: 'given' })).resolves.toHaveProperty('token', 'fresh')
  const colliding = retrying.generateToken(user, { tokenGeneratorId: 'colliding', maxAttempts: 2 })
  await expect(colliding).rejects.toThrow(WebAPITokenError)
  await expect(colliding).rejects.toMatchObject({ code: 'ERR_WEBAPI_TOKEN_ATTEMPTS_EXHAUSTED', attempts: 2 })
})

test('a row in the state that a test needs', async () => {
  const { record } = await createTestToken(prisma, user, { expires: new Date('2001-01-01'), lastUsed: new Date(0) }, {})
  expect(record).toMatchObject({ expires: new Date('2001-01-01'), lastUsed: new Date(0) })
})
