import assert from 'node:assert/strict'

import type { Page } from 'playwright-core'

import { isAccepted } from '../support.js'
import { clipboard, hasFocus, logIn, tabTo, testPage } from './browser.js'
import { assertAccessible, assertForgotten, rowsOf } from './checks.js'

/** Creates a token with the mouse, closes its dialog, and returns it. */
async function createToken(page: Page, note: string): Promise<string> {
  await page.getByLabel('Note').fill(note)
  await page.getByLabel('Read projects').check()
  await page.getByRole('button', { name: 'Create token' }).click()
  const token = await page.getByRole('textbox', { name: 'New token' }).innerText()
  await page.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: `Revoke ${note}` }).waitFor()
  return token
}

testPage('by keyboard alone: log in, create a token, copy it, and close', async (visit) => {
  const { page, user } = visit
  const { keyboard } = page
  await hasFocus(page, page.getByLabel('Username'))
  await assertAccessible(page)
  await keyboard.type(user.username)
  await keyboard.press('Tab')
  await keyboard.type(user.password)
  await keyboard.press('Enter')
  await hasFocus(page, page.getByRole('heading', { name: 'Your tokens' }))
  await page.getByText('You have no tokens.').waitFor()
  await assertAccessible(page)

  await tabTo(page, page.getByLabel('Note'))
  await keyboard.type('CI')
  await tabTo(page, page.getByLabel('Read projects'))
  await keyboard.press('Space')
  await tabTo(page, page.getByRole('button', { name: 'Create token' }))
  await keyboard.press('Enter')
  const shown = page.getByRole('textbox', { name: 'New token' })
  await hasFocus(page, shown)
  const token = await shown.innerText()
  assert.match(token, /^demo_[0-9A-Za-z]{38}$/)
  await assertAccessible(page)
  await tabTo(page, page.getByRole('button', { name: 'Copy' }))
  await keyboard.press('Enter')
  await page.getByRole('status').filter({ hasText: 'Copied.' }).waitFor()
  assert.equal(await clipboard(page), token)
  assert.ok(await isAccepted(token))

  await keyboard.press('Escape')
  await hasFocus(page, page.getByRole('rowheader', { name: 'CI' }))
  await assertForgotten(visit, token)
  const [row = ''] = await rowsOf(page, 'CI')
  for (const text of [`demo_...${token.slice(-4)}`, 'projects:read', 'active']) assert.ok(row.includes(text), row)
  await page.reload()
  await page.getByRole('button', { name: 'Revoke CI' }).waitFor()
  await assertForgotten(visit, token)
  await assertAccessible(page)
})

testPage('rotate: the old token is refused, and the new one is accepted', async (visit) => {
  const { page } = visit
  await logIn(visit)
  const old = await createToken(page, 'Deploy')
  const rotate = page.getByRole('button', { name: 'Rotate Deploy' })
  await rotate.click()
  await page.getByRole('dialog', { name: 'Rotate Deploy?' }).waitFor()
  await assertAccessible(page)
  await hasFocus(page, page.getByRole('button', { name: 'Cancel' }))
  await page.keyboard.press('Enter')
  await hasFocus(page, rotate)
  assert.ok(await isAccepted(old), 'Nothing happens that was not confirmed')

  await rotate.click()
  await page.getByRole('button', { name: 'Rotate', exact: true }).click()
  const shown = page.getByRole('textbox', { name: 'New token' })
  await hasFocus(page, shown)
  const successor = await shown.innerText()
  assert.deepEqual([await isAccepted(old), await isAccepted(successor)], [false, true])
  await page.getByRole('button', { name: 'Close' }).click()
  await hasFocus(page, page.getByRole('rowheader', { name: 'Deploy' }).first())
  await assertForgotten(visit, successor)
  const [newRow = '', oldRow = ''] = await rowsOf(page, 'Deploy')
  assert.match(newRow, /active/)
  assert.match(oldRow, /invalid/)
})

testPage('revoke: the token is refused from then on', async (visit) => {
  const { page } = visit
  await logIn(visit)
  const token = await createToken(page, 'Backup')
  const revoke = page.getByRole('button', { name: 'Revoke Backup' })
  await revoke.click()
  await page.keyboard.press('Escape')
  await hasFocus(page, revoke)
  assert.ok(await isAccepted(token))

  await revoke.click()
  await page.getByRole('button', { name: 'Revoke', exact: true }).click()
  await page.getByRole('status').filter({ hasText: 'Backup is revoked.' }).waitFor()
  assert.match((await rowsOf(page, 'Backup'))[0] ?? '', /invalid: Revoked by its owner/)
  assert.equal(await isAccepted(token), false)
  assert.equal(await revoke.count(), 0)
  await hasFocus(page, page.getByRole('rowheader', { name: 'Backup' }))
  await assertAccessible(page)
})
