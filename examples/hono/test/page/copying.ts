import assert from 'node:assert/strict'

import { clipboard, hasFocus, logIn, testPage } from './browser.js'
import { assertForgotten } from './checks.js'

testPage('copying works in a browser that has no clipboard for pages', async (visit) => {
  const { page } = visit
  await page.evaluate(() => navigator.clipboard.writeText(''))
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true }))
  await logIn(visit)
  await page.getByRole('button', { name: 'Create token' }).click()
  const token = await page.getByRole('textbox', { name: 'New token' }).innerText()
  await page.getByRole('button', { name: 'Copy' }).click()
  await page.getByRole('status').filter({ hasText: 'Copied.' }).waitFor()
  await page.evaluate(() => Reflect.deleteProperty(navigator, 'clipboard'))
  assert.equal(await clipboard(page), token)
})

testPage('copying works by the keys for it, since the token is selected', async (visit) => {
  const { page } = visit
  await page.evaluate(() => navigator.clipboard.writeText(''))
  await logIn(visit)
  await page.getByRole('button', { name: 'Create token' }).click()
  const shown = page.getByRole('textbox', { name: 'New token' })
  await hasFocus(page, shown)
  await page.keyboard.press('ControlOrMeta+C')
  assert.equal(await clipboard(page), await shown.innerText())
})

testPage(
  'a page that is left with the dialog open, and kept by the browser, has forgotten the token',
  async (visit) => {
    const { page } = visit
    await logIn(visit)
    await page.getByRole('button', { name: 'Create token' }).click()
    const token = await page.getByRole('textbox', { name: 'New token' }).innerText()
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })))
    await assertForgotten(visit, token)
    assert.equal(await page.getByRole('dialog').count(), 0)
  },
)
