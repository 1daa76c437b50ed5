import { dateOrNull, positiveInteger, text } from '../../src/arguments/checks.js'
import { appData } from '../../src/client/app-data.js'

describe('positiveInteger', () => {
  test.each([1, 20, Number.MAX_SAFE_INTEGER])('takes %p', (value) => {
    expect(positiveInteger('maxAttempts', value)).toBe(value)
  })

  test.each([0, -1, 1.5, NaN, Infinity, 2 ** 53, '1', 1n, null, undefined])('refuses %p', (value) => {
    expect(() => positiveInteger('maxAttempts', value)).toThrow(
      new TypeError('maxAttempts must be a whole number of at least 1'),
    )
  })
})

describe('text', () => {
  test.each([undefined, null, ''])('takes %p for an empty text', (value) => {
    expect(text('note', value)).toBe('')
  })

  test('takes a text as it is', () => {
    expect(text('note', ' CI\n')).toBe(' CI\n')
  })

  test.each([0, false, {}, ['CI'], Object('CI')])('refuses %p', (value) => {
    expect(() => text('note', value)).toThrow(new TypeError('note must be a string'))
  })
})

describe('dateOrNull', () => {
  test.each([undefined, null])('takes %p for no date', (value) => {
    expect(dateOrNull('expires', value)).toBeNull()
  })

  test.each(['2027-01-01T00:00:00Z', '1969-07-20T20:17:40Z'])('takes the date %s as it is', (time) => {
    const date = new Date(time)
    expect(dateOrNull('expires', date)).toBe(date)
  })

  test.each([new Date(NaN), '2027-01-01', 0, 1798761600000, {}, ''])('refuses %p', (value) => {
    expect(() => dateOrNull('expires', value)).toThrow(new TypeError('expires must be a valid Date'))
  })
})

const model = { ownerField: 'userId', ownerRelation: 'user' }

describe('appData', () => {
  test.each([undefined, null])('takes %p for no fields', (value) => {
    expect(appData(model, value)).toStrictEqual({})
  })

  test("takes the app's own fields", () => {
    expect(appData(model, { label: 'CI', team: { connect: { id: 1 } } })).toStrictEqual({
      label: 'CI',
      team: { connect: { id: 1 } },
    })
  })

  test.each(['CI', 1, true])('refuses %p', (value) => {
    expect(() => appData(model, value)).toThrow(new TypeError('data must be a plain object'))
  })

  test.each([
    ...['userId', 'user', 'token', 'tokenHint', 'tokenGeneratorId', 'timeAdded', 'lastUpdated', 'lastUsed'],
    ...['expires', 'valid', 'invalidDate', 'invalidReason', 'note', 'policy', 'extraData'],
  ])('refuses the field %s of the library, even undefined, and where an id is allowed', (field) => {
    const error = new TypeError(`data.${field} cannot be set through data`)
    expect(() => appData(model, { label: 'CI', [field]: 'x' })).toThrow(error)
    expect(() => appData(model, { [field]: undefined }, { takesId: true })).toThrow(error)
  })

  test('takes an id only where it is allowed', () => {
    expect(appData(model, { id: 'abc' }, { takesId: true })).toStrictEqual({ id: 'abc' })
    expect(() => appData(model, { id: 'abc' })).toThrow(new TypeError('data.id cannot be set through data'))
  })
})
