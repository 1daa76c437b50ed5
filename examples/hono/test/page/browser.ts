import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'

import { type Browser, chromium, type Locator, type Page } from 'playwright-core'

import { beforeClose, createUser, type TestUser, url } from '../support.js'

const executablePath = process.env.CHROMIUM || ['/usr/bin/chromium'].find((path) => existsSync(path))
const required = process.env.REQUIRE_ALL_DATABASES === '1'
const skip = executablePath || required ? false : 'No Chromium: install it, or name it in the variable CHROMIUM'

let browser: Browser | undefined
beforeClose(async () => browser?.close())

export interface Visit {
  readonly page: Page
  readonly user: TestUser
  /** The URLs that the page has asked for, and what it has written to the console. */
  readonly traces: string[]
}

/** Defines a test with a browser window and a user of its own, at the login. */
export function testPage(name: string, run: (visit: Visit) => Promise<void>): void {
  test(name, { skip }, async () => {
    assert.ok(executablePath, 'Chromium is required, and there is none')
    // root has no sandbox; the page is our own.
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    browser ??= await chromium.launch({ executablePath, args })
    const context = await browser.newContext({ locale: 'en-US', timezoneId: 'America/New_York' })
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url })
    const page = await context.newPage()
    const traces: string[] = []
    const errors: string[] = []
    page.on('request', (request) => traces.push(request.url()))
    page.on('console', (message) => traces.push(message.text()))
    page.on('pageerror', (error) => errors.push(error.message))
    await page.goto(url)
    await run({ page, user: await createUser(), traces })
    assert.deepEqual(errors, [])
    assert.deepEqual(
      traces.filter((text) => text.includes('Content Security Policy')),
      [],
    )
    await context.close()
  })
}

export async function logIn({ page, user }: Visit): Promise<void> {
  await page.getByLabel('Username').fill(user.username)
  await page.getByLabel('Password').fill(user.password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('heading', { name: 'Your tokens' }).waitFor()
}

export const clipboard = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText())

/** Waits until an element has the focus. */
export async function hasFocus(page: Page, locator: Locator): Promise<void> {
  await locator.and(page.locator(':focus')).waitFor()
}

/** Presses Tab until an element has the focus, as somebody does who has no mouse. */
export async function tabTo(page: Page, locator: Locator): Promise<void> {
  await locator.waitFor()
  for (let presses = 0; presses < 40; presses += 1) {
    if ((await locator.and(page.locator(':focus')).count()) > 0) return
    await page.keyboard.press('Tab')
  }
  assert.fail('The keyboard does not get there')
}
