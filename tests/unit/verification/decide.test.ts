import type { TokenRow } from '../../../src/client/token-row.js'
import { refusalOf } from '../../../src/verification/decide.js'

const now = new Date('2026-03-04T05:06:07.089Z')
const before = new Date(now.getTime() - 1)
const after = new Date(now.getTime() + 1)
const good = { valid: true, expires: null, invalidDate: null, invalidReason: '' }

test.each([null, after])('has nothing against a valid token that expires: %p', (expires) => {
  expect(refusalOf({ ...good, expires }, now)).toBeUndefined()
})

test('does not mind an old reason of a token that is valid', () => {
  expect(refusalOf({ ...good, invalidDate: before, invalidReason: 'Lost' }, now)).toBeUndefined()
})

test.each([
  [now, 'This API token expired on 2026-03-04T05:06:07.089Z.'],
  [before, 'This API token expired on 2026-03-04T05:06:07.088Z.'],
])('refuses a token that expired on %p', (expires, message) => {
  expect(refusalOf({ ...good, expires }, now)).toStrictEqual({ reason: 'expired', message })
})

test.each([
  [now, 'Lost', 'This API token became invalid on 2026-03-04T05:06:07.089Z: Lost'],
  [
    now,
    'Lost\r\nERROR \u202eforged',
    String.raw`This API token became invalid on 2026-03-04T05:06:07.089Z: Lost\r\nERROR \u202eforged`,
  ],
  [now, '', 'This API token became invalid on 2026-03-04T05:06:07.089Z.'],
  [null, 'Lost', 'This API token is invalid: Lost'],
  [null, '', 'This API token is invalid.'],
  [null, null, 'This API token is invalid.'],
])('refuses a token that became invalid on %p because of %p', (invalidDate, invalidReason, message) => {
  const row = { ...good, valid: false, invalidDate, invalidReason }
  expect(refusalOf(row as TokenRow, now)).toStrictEqual({ reason: 'invalid', message })
})

test('takes an invalid token for invalid, even when it has expired too', () => {
  expect(refusalOf({ ...good, valid: false, expires: before }, now)).toMatchObject({ reason: 'invalid' })
})

test.each([undefined, null, 0, 1, 'true'])('takes a token whose "valid" is %p for invalid', (valid) => {
  expect(refusalOf({ ...good, valid } as never, now)).toMatchObject({ reason: 'invalid' })
})
