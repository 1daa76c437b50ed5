import fc from 'fast-check'

import { nanoidGenerator } from '../../../src/generators/nanoid.js'
import { tokenHint } from '../../../src/generators/token-hint.js'
import { anyText, tokenType } from '../support/arbitraries.js'

test('shows the type and the last 4 characters', () => {
  expect(tokenHint('acme_rrozpYFfVgm0qEMrd7GVUxESmcTFB97r2f2jbK', 'acme')).toBe('acme_...2jbK')
  expect(tokenHint('a_b_rrozpYFfVgm0qEMrd7GVUxESmcTFB97r2f2jbK', 'a_b')).toBe('a_b_...2jbK')
})

test('shows no type where the token has none', () => {
  expect(tokenHint('ead9190eadc2f8ccc051f813be28ea1f24ba3810', 'acme')).toBe('...3810')
  expect(tokenHint('acmerrozpYFfVgm0qEMrd7GVUxESmcTFB97r2f2jbK', 'acme')).toBe('...2jbK')
})

test('shows nothing of a secret with less than 16 characters', () => {
  expect(tokenHint('acme_123456789012345', 'acme')).toBe('acme_...')
  expect(tokenHint('acme_1234567890123456', 'acme')).toBe('acme_...3456')
  expect(tokenHint('123456789012345', 'acme')).toBe('...')
  expect(tokenHint('', 'acme')).toBe('...')
})

test('shows 4 characters and the type of a created token, whatever the type', () => {
  fc.assert(
    fc.property(tokenType, (tokenType) => {
      const token = nanoidGenerator().createToken({ tokenType })
      expect(tokenHint(token, tokenType)).toBe(`${tokenType}_...${token.slice(-4)}`)
    }),
  )
})

test('shows no more than the last 4 characters of any secret', () => {
  fc.assert(
    fc.property(anyText, (secret) => {
      const shown = tokenHint(`wat_${secret}`, 'wat').replace('wat_...', '')
      expect(shown).toHaveLength(secret.length < 16 ? 0 : 4)
      expect(secret.endsWith(shown)).toBe(true)
    }),
  )
})
