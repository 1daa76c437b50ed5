import assert from 'node:assert/strict'

import { tokens } from '../../src/tokens.js'
import { hasFocus, logIn, testPage } from './browser.js'
import { assertAccessible } from './checks.js'

testPage('the list comes in pages', async (visit) => {
  const { page, user } = visit
  for (let number = 1; number <= 13; number += 1) await tokens.generateToken(user, { note: `Token ${number}` })
  await logIn(visit)
  const notes = page.getByRole('rowheader')
  const more = page.getByRole('button', { name: 'More' })
  assert.deepEqual([await notes.count(), await more.isVisible()], [10, true])
  await more.click()
  await hasFocus(page, page.getByRole('rowheader', { name: 'Token 3', exact: true }))
  await page.getByRole('status').filter({ hasText: '3 more tokens are shown.' }).waitFor()
  const expected = Array.from({ length: 13 }, (_, index) => `Token ${13 - index}`)
  assert.deepEqual(await notes.allInnerTexts(), expected)
  assert.equal(await more.isVisible(), false)

  // What was shown stays shown.
  await page.getByRole('button', { name: 'Revoke Token 2' }).click()
  await page.getByRole('button', { name: 'Revoke', exact: true }).click()
  await page.getByRole('status').filter({ hasText: 'Token 2 is revoked.' }).waitFor()
  assert.deepEqual(await notes.allInnerTexts(), expected)
})

testPage('what people write is text, and a narrow window is enough', async (visit) => {
  const { page, user } = visit
  const note = '<img src="x" onerror="document.title = 1">'
  await tokens.generateToken(user, { note, scopes: ['projects:read', 'projects:write'] })
  await tokens.generateToken(user)
  await page.setViewportSize({ width: 320, height: 640 })
  await logIn(visit)
  assert.deepEqual(await page.getByRole('rowheader').allInnerTexts(), ['(no note)', note])
  assert.equal(await page.title(), 'API tokens')
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320)
  await assertAccessible(page)
})
