/** What a user does on the page, and what the page and the browser say about it. */
import { readFile } from 'node:fs/promises'
import type { Browser, Locator, Page } from 'playwright-core'

export interface Visit {
  page: Page
  /** Errors of console and scripts. */
  errors: string[]
  /** Addresses that the page asked for, those of its own memory (`blob:`, `data:`) left out. */
  requests: string[]
  close(): Promise<void>
}

/** Opens the page and waits until it takes pictures. */
export async function visit(browser: Browser, url: string): Promise<Visit> {
  const context = await browser.newContext({ acceptDownloads: true, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const errors: string[] = []
  const requests: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('request', (request) => {
    if (!/^(blob|data):/.test(request.url())) requests.push(request.url())
  })
  await page.goto(url)
  await page.locator('html[data-ready]').waitFor({ state: 'attached' })
  return { page, errors, requests, close: () => context.close() }
}

/** Drops a file on the page, as a drag from a file manager ends. */
export async function drop(page: Page, name: string, type: string, bytes: Uint8Array): Promise<void> {
  const transfer = await page.evaluateHandle(
    ({ name: fileName, type: fileType, base64 }) => {
      const content = Uint8Array.from(atob(base64), (character) => character.codePointAt(0)!)
      const made = new DataTransfer()
      made.items.add(new File([content], fileName, { type: fileType }))
      return made
    },
    { name, type, base64: Buffer.from(bytes).toString('base64') },
  )
  await page.dispatchEvent('#drop', 'drop', { dataTransfer: transfer })
}

/** The card of a picture, once it is analysed or refused. */
export async function cardOf(page: Page, name: string): Promise<Locator> {
  const card = page.locator(`article[data-file="${name}"]`)
  await card.and(page.locator('[data-state="ready"], [data-state="failed"]')).waitFor()
  return card
}

export interface SavedResult {
  class: string
  probability: number
  probabilities: Record<string, number>
  caution: string
  explanation: { layer: string; target: string; backend: string; height: number; width: number; map: number[] }
}

/** What 'Save result as JSON' saves. */
export async function savedResult(page: Page, card: Locator): Promise<SavedResult> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    card.getByRole('button', { name: 'Save result as JSON' }).click(),
  ])
  return JSON.parse(await readFile(await download.path(), 'utf8')) as SavedResult
}
