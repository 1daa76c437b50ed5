import fc from 'fast-check'

import { sha256Digest } from '../../../src/digests/sha256.js'
import vectors from '../../vectors/sha256.json' with { type: 'json' }
import { anyText } from '../support/arbitraries.js'

test.each(vectors.vectors)('has the known answer for $note', ({ token, stored }) => {
  expect(sha256Digest().digest(token)).toBe(stored)
})

test('stores any text in lower case', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(sha256Digest().digest(text)).toMatch(/^sha256:[0-9a-f]{64}$/)
    }),
  )
})

test('may write', () => {
  expect(sha256Digest()).toMatchObject({ id: 'sha256', writable: true })
})
