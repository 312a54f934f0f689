/** Web Workers of a page, built as an application's are, give the pictures that Node gives. */
import { join } from 'node:path'

import { describeIf } from '@convlens/testing'
import { chromiumMissing, launchChromium } from '@convlens/testing/chromium'
import { servePage } from '@convlens/testing/page-server'
import type { PageServer } from '@convlens/testing/page-server'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { pngOf } from '../../node/loader/pictures.test-support.ts'
import { workersPage } from './workers-page.test-support.ts'
import type { WorkersPage } from './workers-page.test-support.ts'

describeIf('chromium', chromiumMissing, 'browserWorkers in Chromium', () => {
  let server: PageServer
  let browser: Browser
  let tab: Page
  const files = Array.from({ length: 24 }, (_, i) =>
    Buffer.from(i % 7 === 6 ? pngOf(i).subarray(0, 200) : pngOf(i)).toString('base64'),
  )
  const inPage = (workers: number | 'broken', abortAfter?: number): Promise<string[]> =>
    tab.evaluate(
      ([of, count, after]) =>
        (globalThis as unknown as { workersPage: WorkersPage }).workersPage.digests(of, count, after),
      [files, workers, abortAfter] as const,
    )

  beforeAll(async () => {
    const script = join(import.meta.dirname, 'workers-page.test-support.ts')
    ;[server, browser] = await Promise.all([servePage({ script }), launchChromium()])
    tab = await browser.newPage()
    await tab.goto(server.origin)
    await tab.waitForFunction(() => 'workersPage' in globalThis)
  })
  afterAll(async () => {
    await browser?.close()
    server?.close()
  })

  it('gives the bytes that Node gives, with 0, 1 and 3 workers, and ends them', async () => {
    const here = await workersPage.digests(files, 0)
    expect(here.length).toBe(24)
    expect(here.filter((line) => line.includes('DecodeError')).length).toBe(3)
    for (const workers of [0, 1, 3]) expect(await inPage(workers)).toEqual(here)
    await expect.poll(() => tab.workers().length, { timeout: 10_000 }).toBe(0)
  })

  it('leaves no worker behind when it is stopped', async () => {
    await expect(inPage(2, 4)).rejects.toThrow('enough')
    await expect.poll(() => tab.workers().length, { timeout: 10_000 }).toBe(0)
  })

  it('says so where its script cannot be loaded', async () => {
    await expect(inPage('broken')).rejects.toThrow(
      'workers: a worker could not be started: its script could not be loaded',
    )
  })
})
