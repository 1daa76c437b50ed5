import assert from 'node:assert/strict'

import axe from 'axe-core'
import type { Page } from 'playwright-core'

import type { Visit } from './browser.js'

/** Asserts that axe finds nothing wrong, in the light and in the dark. */
export async function assertAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    // By the debugger, which the Content-Security-Policy does not bind.
    await page.evaluate(axe.source)
    const violations = await page.evaluate(async () => {
      const results = await (globalThis as unknown as { axe: typeof axe }).axe.run()
      return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
    })
    assert.deepEqual(violations, [], colorScheme)
  }
}

/** Asserts that a token is nowhere in the page, its storage, its addresses and its console. */
export async function assertForgotten({ page, traces }: Visit, token: string): Promise<void> {
  const everything = await page.evaluate(async () => [
    document.documentElement.outerHTML,
    ...Array.from(document.querySelectorAll('input'), ({ value }) => value),
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, await indexedDB.databases(), await caches.keys()]),
    JSON.stringify([location.href, history.state, document.cookie, document.title]),
  ])
  for (const text of [...everything, ...traces]) assert.ok(!text.includes(token))
}

/** Returns the text of the row of a token, by its note. */
export async function rowsOf(page: Page, note: string): Promise<string[]> {
  const rows = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: note, exact: true }) })
  return rows.allInnerTexts()
}
