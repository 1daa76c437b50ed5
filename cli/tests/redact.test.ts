import { nanoidGenerator, sha256Digest, vendorChecksumGenerator } from '../../src/index.js'
import { messageOf, redact } from '../src/redact.js'

const vendor = vendorChecksumGenerator().createToken({ tokenType: 'wat' })
const token = nanoidGenerator().createToken({ tokenType: 'acme_live' })

test.each([
  [token, token],
  [`for ${token},`, token],
  [vendor, vendor],
  [`where: { token: "${sha256Digest().digest(token) ?? ''}" }`, (sha256Digest().digest(token) ?? '').slice(7)],
  ['hmac-sha256:2026:0123456789abcdef0123456789abcdef', '0123456789abcdef'],
  ['postgresql://ada:s3cret@localhost:5432/app', 's3cret'],
  ['redis://:s3cret@localhost', 's3cret'],
  ['mysql://ada:p%40ss@host/db?x=1', 'p%40ss'],
  ["password: 's3 cret', user: 'ada'", 's3 cret'],
  ['PWD=s3cret;UID=ada', 's3cret'],
])('hides the secret in %s', (text, secret) => {
  const safe = redact(text, { env: {} })
  expect(secret.length).toBeGreaterThan(5)
  expect(safe).not.toContain(secret)
  expect(safe).toContain('***')
})

test('hides what the command has read, and the passwords of the environment in any form', () => {
  const surroundings = {
    env: { DATABASE_URL: 'postgresql://ada:p%40ssword@localhost/app', PATH: '/bin' },
    secrets: new Set(['my own form of a token']),
  }
  expect(redact('p@ssword, p%40ssword and my own form of a token', surroundings)).toBe('***, *** and ***')
})

test.each([
  'The index webapi_token_user_id_valid_idx is not there',
  'the id 0b9d7f0e-64f8-4d0c-9d3c-5f0a3f1c2b7e',
  'password authentication failed for user "ada"',
  'acme_...9xQa',
  'postgresql://localhost:5432/app',
])('leaves %s alone', (text) => {
  expect(redact(text, { env: {} })).toBe(text)
})

test("takes what matters of Prisma's messages, in one line", () => {
  const message =
    "\nInvalid `prisma.webAPIToken.findMany()` invocation in\n/app/db.ts:3:2\n\n  1 x\n→ 2 y\n\nCan't reach\nthe server"
  expect(messageOf(new Error(message), { env: {} })).toBe("Can't reach the server")
  expect(messageOf('a string', { env: {} })).toBe('a string')
  expect(messageOf(new Error(''), { env: {} })).toBe('Error')
})
