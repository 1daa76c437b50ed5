import fc from 'fast-check'

import { cursorAfter, cursorWhere } from '../../../src/lifecycle/cursor.js'

const message = 'cursor must be the nextCursor of a page with the same orderBy'

describe('a cursor', () => {
  test.each([7, 'c3f1', '7', 2n ** 60n])('keeps the type of the id %p, and the time', (id) => {
    const timeAdded = new Date('2030-01-02T03:04:05.678Z')
    const { where } = cursorWhere({ timeAdded: 'desc' }, cursorAfter({ timeAdded: 'desc' }, { id, timeAdded }))
    expect(where).toEqual({
      timeAdded: { lte: timeAdded },
      OR: [{ timeAdded: { lt: timeAdded } }, { timeAdded, id: { lt: id } }],
    })
    expect(cursorWhere({ id: 'asc' }, cursorAfter({ id: 'asc' }, { id })).where).toEqual({ id: { gt: id } })
  })

  test('belongs to one order', () => {
    const cursor = cursorAfter({ id: 'asc' }, { id: 1 })
    expect(() => cursorWhere({ id: 'desc' }, cursor)).toThrow(new TypeError(message))
    expect(() => cursorWhere({ timeAdded: 'asc' }, cursor)).toThrow(new TypeError(message))
  })

  test('from outside is never trusted: 1,000 texts, and 1,000 documents', () => {
    const refuses = (cursor: string) => {
      expect(() => cursorWhere({ timeAdded: 'desc' }, cursor)).toThrow(new TypeError(message))
    }
    fc.assert(fc.property(fc.string(), refuses), { numRuns: 1000 })
    const document = fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)).toString('base64url'))
    fc.assert(fc.property(document, refuses), { numRuns: 1000 })
    for (const id of [{}, null, ['gt'], 7]) {
      refuses(Buffer.from(JSON.stringify(['timeAdded desc', 0, 'string', id])).toString('base64url'))
    }
    refuses(Buffer.from(JSON.stringify(['timeAdded desc', 1e300, 'number', '1'])).toString('base64url'))
    refuses(Buffer.from(JSON.stringify(['timeAdded desc', 0, 'number', '1e99'])).toString('base64url'))
    refuses(Buffer.from(JSON.stringify(['timeAdded desc', 0, 'bigint', 'x'])).toString('base64url'))
    refuses(Buffer.from(JSON.stringify(['timeAdded desc', 0, 'number', '2147483648'])).toString('base64url'))
    refuses(Buffer.from(JSON.stringify(['timeAdded desc', 0, 'symbol', 'x'])).toString('base64url'))
  })

  test('with an id of another type than the model has is refused', () => {
    const cursor = cursorAfter({ id: 'asc' }, { id: 'x' })
    expect(cursorWhere({ id: 'asc' }, cursor, 'string').where).toEqual({ id: { gt: 'x' } })
    expect(() => cursorWhere({ id: 'asc' }, cursor, 'number')).toThrow(new TypeError(message))
  })

  test.each([null, {}, 'id', { id: 'up' }, { note: 'asc' }, { id: 'asc', timeAdded: 'asc' }])(
    'refuses the order %p',
    (orderBy) => {
      expect(() => cursorWhere(orderBy as never, undefined)).toThrow(/^orderBy must be/)
    },
  )
})
