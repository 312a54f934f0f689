import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { describeIf } from '@convlens/testing'
import { chromiumMissing, launchChromium } from '@convlens/testing/chromium'
import type { Browser, Page } from 'playwright-core'
import { PNG } from 'pngjs'
import { build, defaultClientConditions } from 'vite'
import type { Rolldown } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DirectoryPage } from './from-directory-page.test-support.ts'

const picture = PNG.sync.write(new PNG({ width: 3, height: 2, fill: true }))
// More than a hundred in one folder: a browser hands them out a hundred at a time.
const many = Array.from({ length: 130 }, (_, i) => `train/a/${String(i).padStart(3, '0')}.png`)
const files = [...many, 'val/b/deep/x.png', 'val/b/notes.txt']
const expected = [...many.map((id) => [id, 'a', 'train']), ['val/b/deep/x.png', 'b', 'val']]

describeIf('chromium', chromiumMissing, 'in Chromium', () => {
  let browser: Browser
  let server: Server
  let page: Page
  let folder: string

  beforeAll(async () => {
    const { output } = (await build({
      configFile: false,
      logLevel: 'error',
      resolve: { conditions: ['@convlens/source', ...defaultClientConditions] },
      build: {
        write: false,
        minify: false,
        target: 'es2022',
        modulePreload: false,
        rolldownOptions: {
          input: { page: join(import.meta.dirname, 'from-directory-page.test-support.ts') },
          output: { entryFileNames: '[name].js' },
        },
      },
    })) as Rolldown.RolldownOutput
    const scripts = new Map(output.flatMap((file) => (file.type === 'chunk' ? [[`/${file.fileName}`, file.code]] : [])))
    server = createServer(({ url = '/' }, response) => {
      const script = scripts.get(url)
      if (script === undefined)
        response
          .setHeader('Content-Type', 'text/html')
          .end('<!doctype html><script type="module" src="/page.js"></script>')
      else response.setHeader('Content-Type', 'text/javascript').end(script)
    })
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    folder = await mkdtemp(join(tmpdir(), 'convlens-drop-'))
    for (const path of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), picture)
    }
    browser = await launchChromium()
    page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
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
