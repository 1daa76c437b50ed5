import assert from 'node:assert/strict'

import { tokens } from '../../src/tokens.js'
import { hasFocus, logIn, testPage } from './browser.js'
import { assertAccessible } from './checks.js'

const dateIn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

testPage('an expiry that is not allowed is told at its field, and can be mended', async (visit) => {
  const { page, user } = visit
  await logIn(visit)
  const expires = page.getByLabel('Expires on')
  const create = page.getByRole('button', { name: 'Create token' })
  await page.getByLabel('Note').fill('Too long')
  for (const [days, message] of [
    [100, 'must expire by'],
    [-2, 'must be in the future'],
  ] as const) {
    await expires.fill(dateIn(days))
    await create.click()
    await page.getByRole('alert').filter({ hasText: message }).waitFor()
    await hasFocus(page, expires)
    assert.equal(await expires.getAttribute('aria-invalid'), 'true')
    const ids = (await expires.getAttribute('aria-describedby'))?.split(' ') ?? []
    const description = await Promise.all(ids.map((id) => page.locator(`#${id}`).innerText()))
    assert.match(description.join(' '), new RegExp(message))
    await assertAccessible(page)
  }
  assert.equal((await tokens.of(user).listTokens()).tokens.length, 0)

  await expires.fill(dateIn(30))
  await create.click()
  await page.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('rowheader', { name: 'Too long' }).waitFor()
  assert.equal(await page.getByRole('alert').innerText(), '')
  assert.equal(await expires.getAttribute('aria-invalid'), 'false')
})

testPage('somebody who has as many tokens as allowed is told so', async (visit) => {
  const { page, user } = visit
  for (let number = 1; number <= 20; number += 1) await tokens.generateToken(user)
  await logIn(visit)
  await page.getByRole('button', { name: 'Create token' }).click()
  await page.getByRole('alert').filter({ hasText: 'as many active tokens as allowed: 20' }).waitFor()
  assert.equal(await page.getByRole('dialog').count(), 0)
})

testPage('a wrong password is told, and a session that has ended leads to the login', async (visit) => {
  const { page, user } = visit
  await page.getByLabel('Username').fill(user.username)
  await page.getByLabel('Password').fill('wrong')
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('alert').filter({ hasText: 'The username or the password is wrong.' }).waitFor()
  await assertAccessible(page)

  await logIn(visit)
  await page.context().clearCookies()
  await page.getByRole('button', { name: 'Create token' }).click()
  await page.getByRole('alert').filter({ hasText: 'Nobody is logged in.' }).waitFor()
  await hasFocus(page, page.getByLabel('Username'))
  await logIn(visit)
  await page.getByRole('button', { name: 'Log out' }).click()
  await page.getByRole('status').filter({ hasText: 'You are logged out.' }).waitFor()
})

testPage('without an answer, the page says so, and goes on', async (visit) => {
  const { page } = visit
  await logIn(visit)
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'Create token' }).click()
  await page.getByRole('alert').filter({ hasText: 'Try again.' }).waitFor()
  await page.context().setOffline(false)
  await page.getByRole('button', { name: 'Create token' }).click()
  await page.getByRole('dialog', { name: 'Your new token' }).waitFor()
  assert.equal(await page.getByRole('alert').innerText(), '')
})
