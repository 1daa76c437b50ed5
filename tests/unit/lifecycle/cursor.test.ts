import fc from 'fast-check'

import { WebAPITokenCursorError } from '../../../src/outcomes/errors.js'
import { cursorAfter, cursorWhere as whereFrom, startOf } from '../../../src/lifecycle/cursor.js'

const wrong = new WebAPITokenCursorError()

const timeAdded = new Date('2030-01-02T03:04:05.678Z')

const cursorWhere = (...args: Parameters<typeof startOf>) => whereFrom(startOf(...args))

describe('a cursor', () => {
  test.each([7, 'c3f1', '7', 2n ** 60n])('keeps the type of the id %p, and the time', (id) => {
    const { where } = cursorWhere({ timeAdded: 'desc' }, cursorAfter({ timeAdded: 'desc' }, { id, timeAdded }))
    expect(where).toEqual({
      timeAdded: { lte: timeAdded },
      OR: [{ timeAdded: { lt: timeAdded } }, { timeAdded, id: { lt: id } }],
    })
    expect(cursorWhere({ id: 'asc' }, cursorAfter({ id: 'asc' }, { id, timeAdded })).where).toEqual({ id: { gt: id } })
  })

  test('belongs to one order', () => {
    const cursor = cursorAfter({ id: 'asc' }, { id: 1, timeAdded })
    expect(() => cursorWhere({ id: 'desc' }, cursor)).toThrow(wrong)
    expect(() => cursorWhere({ timeAdded: 'asc' }, cursor)).toThrow(wrong)
  })

  test('from outside is never trusted: 1,000 texts, and 1,000 documents', () => {
    const refuses = (cursor: string) => {
      expect(() => cursorWhere({ timeAdded: 'desc' }, cursor)).toThrow(wrong)
      expect(() => cursorWhere({ timeAdded: 'desc' }, cursor)).toThrow(WebAPITokenCursorError)
    }
    fc.assert(fc.property(fc.string(), refuses), { numRuns: 1000 })
    const document = fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)).toString('base64url'))
    fc.assert(fc.property(document, refuses), { numRuns: 1000 })
    for (const id of [{}, null, ['gt'], 7]) {
      refuses(Buffer.from(JSON.stringify(['timeAdded desc', 0, 'string', id])).toString('base64url'))
    }
    refuses(Buffer.from(JSON.stringify(['timeAdded desc', 1e300, 'number', '1'])).toString('base64url'))
    refuses(
      Buffer.from(JSON.stringify(['timeAdded desc', Date.UTC(10_000, 0) - 1, 'number', '1'])).toString('base64url'),
    )
    refuses(Buffer.from(JSON.stringify(['timeAdded desc', 0, 'number', '1e99'])).toString('base64url'))
    refuses(Buffer.from(JSON.stringify(['timeAdded desc', 0, 'bigint', 'x'])).toString('base64url'))
    refuses(Buffer.from(JSON.stringify(['timeAdded desc', 0, 'number', '2147483648'])).toString('base64url'))
    refuses(Buffer.from(JSON.stringify(['timeAdded desc', 0, 'symbol', 'x'])).toString('base64url'))
  })

  test('of any length is refused, without a look at megabytes', () => {
    for (const id of ['9'.repeat(2_000_000), `0x${'f'.repeat(2_000_000)}`, ' '.repeat(2_000_000)]) {
      const cursor = Buffer.from(JSON.stringify(['id asc', null, 'bigint', id])).toString('base64url')
      expect(() => cursorWhere({ id: 'asc' }, cursor)).toThrow(wrong)
    }
    expect(() => cursorWhere({ id: 'asc' }, '['.repeat(2_000_000))).toThrow(wrong)
  })

  test.each([7, 7n, {}, [], true, Buffer.from('x')])('that is no text is a mistake of the app: %p', (cursor) => {
    expect(() => cursorWhere({ id: 'asc' }, cursor as never)).toThrow(new TypeError('cursor must be a string'))
  })

  test('has no id that no database takes', () => {
    for (const id of ['a\0', '\ud800', 'a\udc00']) {
      const cursor = cursorAfter({ id: 'asc' }, { id, timeAdded })
      expect(() => cursorWhere({ id: 'asc' }, cursor)).toThrow(wrong)
    }
  })

  test('with an id of another type than the model has is refused', () => {
    const cursor = cursorAfter({ id: 'asc' }, { id: 'x', timeAdded })
    expect(cursorWhere({ id: 'asc' }, cursor, 'string').where).toEqual({ id: { gt: 'x' } })
    expect(() => cursorWhere({ id: 'asc' }, cursor, 'number')).toThrow(wrong)
  })

  test.each([null, {}, 'id', { id: 'up' }, { note: 'asc' }, { id: 'asc', timeAdded: 'asc' }])(
    'refuses the order %p',
    (orderBy) => {
      expect(() => cursorWhere(orderBy as never, undefined)).toThrow(/^orderBy must be/)
    },
  )
})
