/** Web Workers of a page, built as an application's are, give the pictures that Node gives. */
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import { describeIf } from '@convlens/testing'
import { chromiumMissing, launchChromium } from '@convlens/testing/chromium'
import type { Browser, Page } from 'playwright-core'
import { build, defaultClientConditions } from 'vite'
import type { Rolldown } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { pngOf } from '../../node/loader/pictures.test-support.ts'
import { workersPage } from './workers-page.test-support.ts'
import type { WorkersPage } from './workers-page.test-support.ts'

async function serve(): Promise<{ server: Server; address: string }> {
  const { output } = (await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['@convlens/source', ...defaultClientConditions] },
    worker: { format: 'es' },
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: {
        input: { page: join(import.meta.dirname, 'workers-page.test-support.ts') },
        output: { entryFileNames: '[name].js' },
      },
    },
  })) as Rolldown.RolldownOutput
  const scripts = new Map<string, string | Uint8Array>(
    output.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source] as const),
  )
  const server = createServer(({ url = '/' }, response) => {
    const script = scripts.get(url)
    if (script !== undefined) response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(script)
    else if (url === '/')
      response
        .writeHead(200, { 'Content-Type': 'text/html' })
        .end('<!doctype html><title>Workers</title><script type="module" src="/page.js"></script>')
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

describeIf('chromium', chromiumMissing, 'browserWorkers in Chromium', () => {
  let served: Awaited<ReturnType<typeof serve>>
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
    ;[served, browser] = await Promise.all([serve(), launchChromium()])
    tab = await browser.newPage()
    await tab.goto(served.address)
    await tab.waitForFunction(() => 'workersPage' in globalThis)
  })
  afterAll(async () => {
    await browser?.close()
    served?.server.close()
  })

  it('gives the bytes that Node gives, with 0, 1 and 3 workers, and ends them', async () => {
    const here = await workersPage.digests(files, 0)
    expect(here.length).toBe(24)
    expect(here.filter((line) => line.includes('DecodeError')).length).toBe(3)
    for (const workers of [0, 1, 3]) expect(await inPage(workers)).toEqual(here)
    await expect.poll(() => tab.workers().length).toBe(0)
  })

  it('leaves no worker behind when it is stopped', async () => {
    await expect(inPage(2, 4)).rejects.toThrow('enough')
    await expect.poll(() => tab.workers().length).toBe(0)
  })

  it('says so where its script cannot be loaded', async () => {
    await expect(inPage('broken')).rejects.toThrow(
      'workers: a worker could not be started: its script could not be loaded',
    )
  })
})
