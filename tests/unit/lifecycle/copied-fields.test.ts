import type { TokenModel } from '../../../src/client/token-model.js'
import type { TokenRow } from '../../../src/client/token-row.js'
import { copiedFields } from '../../../src/lifecycle/copied-fields.js'

const field = (name: string, type: string) => ({ name, type, kind: 'scalar' })

const model = {
  appFields: [field('team', 'Int'), field('label', 'String'), field('settings', 'Json')],
} as unknown as TokenModel

const row = (fields: object) => fields as unknown as TokenRow

test('copies all of the fields of the app, null too', () => {
  const fields = { team: 7, label: null, settings: { a: 1 } }
  expect(copiedFields(model, row({ id: 1, note: 'x', ...fields }), undefined)).toStrictEqual(fields)
})

test('leaves out a Json field that is null, which Prisma would refuse', () => {
  expect(copiedFields(model, row({ team: 7, label: 'x', settings: null }), undefined)).toStrictEqual({
    team: 7,
    label: 'x',
  })
})

test('copies those that are listed, and refuses others', () => {
  const old = row({ team: 7, label: 'x', settings: {} })
  expect(copiedFields(model, old, ['label'])).toStrictEqual({ label: 'x' })
  expect(copiedFields(model, old, [])).toStrictEqual({})
  expect(() => copiedFields(model, old, ['note'])).toThrow(
    new TypeError('copy: "note" is not one of the app\'s own fields'),
  )
})
