import { plaintextDigest, sha256Digest, WebAPITokenRepository } from '../../src/index.js'
import { createTestToken } from '../../src/testing/index.js'
import { createUser } from '../../tests/conformance/suite/context.js'
import { commandLine } from './support/command-line.js'
import { createApp, type TestApp } from './support/repository.js'

let app: TestApp

beforeAll(async () => {
  app = await createApp()
})

afterAll(() => app.db.close())

test('moves what is stored in plain text', async () => {
  const user = await createUser(app.prisma)
  const plain = await createTestToken(app.tokens, user)
  await app.prisma.webAPIToken.update({ where: { id: plain.record.id }, data: { token: plain.token } })
  const twice = await createTestToken(app.tokens, user)
  await app.prisma.webAPIToken.create({
    data: { userId: user.id, token: twice.token, tokenGeneratorId: 'nanoid', policy: {} },
  })
  const tokens = new WebAPITokenRepository(app.prisma, {
    tokenType: 'acme',
    digests: [sha256Digest(), plaintextDigest()],
  })
  const { code, stdout, stderr } = await commandLine(tokens)(['redigest', '--batch-size', '1'], { isTTY: true })
  expect(code).toBe(0)
  expect(stdout).toBe(
    '1 token moved to a digest.\n1 left: another row has the same token as a digest, and that one authenticates.\n',
  )
  expect(stdout + stderr).not.toContain(plain.token)
  expect((await app.prisma.webAPIToken.findUniqueOrThrow({ where: { id: plain.record.id } })).token).toMatch(/^sha256:/)
  expect(await commandLine(tokens)(['redigest', '--json'])).toMatchObject({ stdout: '{"count":0,"skipped":1}\n' })
})

test('says what the repository needs for it', async () => {
  const { code, stderr } = await commandLine(app.tokens)(['redigest'])
  expect(code).toBe(2)
  expect(stderr).toContain('plaintextDigest()')
})
