import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { describeIf } from '@convlens/testing'
import { chromiumMissing, launchChromium } from '@convlens/testing/chromium'
import { servePage } from '@convlens/testing/page-server'
import type { PageServer } from '@convlens/testing/page-server'
import type { Browser, Page } from 'playwright-core'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DirectoryPage } from './from-directory-page.test-support.ts'

const picture = PNG.sync.write(new PNG({ width: 3, height: 2, fill: true }))
// More than a hundred in one folder: a browser hands them out a hundred at a time.
const many = Array.from({ length: 130 }, (_, i) => `train/a/${String(i).padStart(3, '0')}.png`)
const files = [...many, 'val/b/deep/x.png', 'val/b/notes.txt']
const expected = [...many.map((id) => [id, 'a', 'train']), ['val/b/deep/x.png', 'b', 'val']]

describeIf('chromium', chromiumMissing, 'in Chromium', () => {
  let browser: Browser
  let server: PageServer
  let page: Page
  let folder: string

  beforeAll(async () => {
    server = await servePage({ script: join(import.meta.dirname, 'from-directory-page.test-support.ts') })
    folder = await mkdtemp(join(tmpdir(), 'convlens-drop-'))
    for (const path of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), picture)
    }
    browser = await launchChromium()
    page = await browser.newPage()
    await page.goto(server.origin)
    await page.waitForFunction(() => 'page' in globalThis)
  })
  afterAll(async () => {
    await browser?.close()
    server?.close()
    if (folder !== undefined) await rm(folder, { recursive: true })
  })

  it('reads a directory handle', async () => {
    const seen = await page.evaluate(
      ([paths, content]) => (globalThis as unknown as { page: DirectoryPage }).page.stored(paths, content),
      [files, [...picture]] as const,
    )
    expect(seen).toEqual({ samples: expected, first: '3 x 2' })
  })

  it('reads a folder that is dropped', async () => {
    const session = await page.context().newCDPSession(page)
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await session.send('Input.dispatchDragEvent', {
        type,
        x: 50,
        y: 50,
        data: { items: [], files: [folder], dragOperationsMask: 1 },
      })
    const seen = await page.evaluate(() => (globalThis as unknown as { page: DirectoryPage }).page.dropped)
    expect(seen).toEqual({ samples: expected, first: '3 x 2' })
  })
})
