import type { TokenModel } from '../../../src/client/token-model.js'
import { isTokenConflict } from '../../../src/client/unique-conflict.js'
import violations from '../../vectors/unique-violations.json' with { type: 'json' }

const model = violations.model as TokenModel
const answers = new Map([
  ['token', true],
  ['other', false],
  ['unknown', undefined],
])

describe.each(['token', 'other', 'unknown'])('an error that tells of: %s', (hit) => {
  test.each(violations.vectors.filter((vector) => vector.hit === hit))('$name, $source', (vector) => {
    expect(isTokenConflict((vector.model ?? model) as TokenModel, vector.error, [])).toBe(answers.get(hit))
  })
})

test.each([undefined, null, 'P2002', 2002, new Error('P2002'), { code: 2002 }])('%p is no conflict', (error) => {
  expect(isTokenConflict(model, error, [])).toBe(false)
})

test('reads an error class as well as a plain object', () => {
  const [vector] = violations.vectors
  expect(isTokenConflict(model, Object.assign(new Error('Unique constraint failed'), vector?.error), [])).toBe(true)
})

test('takes the value that MySQL tells for the digest, whatever the index is called', () => {
  const conflict = (value: string) => ({
    code: 'P2002',
    meta: {
      driverAdapterError: {
        cause: { constraint: { index: 'mine' }, originalMessage: `Doppelter Eintrag '${value}' für Schlüssel 'mine'` },
      },
    },
  })
  expect(isTokenConflict(model, conflict('sha256:1'), ['sha256:0', 'sha256:1'])).toBe(true)
  expect(isTokenConflict(model, conflict('7-sha256:1'), ['sha256:1'])).toBe(undefined)
  // The first 64 characters are all that is told.
  const digest = `sha256:${'0123456789abcdef'.repeat(4)}`
  expect(isTokenConflict(model, conflict(digest.slice(0, 64)), [digest])).toBe(true)
  expect(isTokenConflict(model, conflict(`${digest.slice(0, 61)}...`), [digest])).toBe(true)
  expect(isTokenConflict(model, conflict(`${digest.slice(1, 62)}...`), [digest])).toBe(undefined)
})
