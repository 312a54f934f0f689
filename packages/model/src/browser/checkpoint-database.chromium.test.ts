/** Checkpoints in the database of a real browser. */
import { join } from 'node:path'

import { describeIf } from '@convlens/testing'
import { chromiumMissing, launchChromium } from '@convlens/testing/chromium'
import { servePage } from '@convlens/testing/page-server'
import type { PageServer } from '@convlens/testing/page-server'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { checkpointDatabase } from './checkpoint-database.ts'
import type { CheckpointPage } from './checkpoint-page.test-support.ts'

type Browser = Awaited<ReturnType<typeof launchChromium>>
type Context = Awaited<ReturnType<Browser['newContext']>>
type Tab = Awaited<ReturnType<Context['newPage']>>

describeIf('chromium', chromiumMissing, 'checkpointDatabase in Chromium', () => {
  let server: PageServer
  let browser: Browser
  let context: Context
  let page: Tab

  async function open(into: Context = context): Promise<Tab> {
    const tab = await into.newPage()
    await tab.goto(server.origin)
    await tab.waitForFunction(() => 'checkpointPage' in globalThis)
    return tab
  }

  /** Asks the page, which has no names of this file. */
  function ask<K extends keyof CheckpointPage>(
    tab: Tab,
    what: K,
    ...args: Parameters<CheckpointPage[K]>
  ): Promise<Awaited<ReturnType<CheckpointPage[K]>>> {
    return tab.evaluate(
      ([name, given]) => {
        const { checkpointPage } = globalThis as unknown as {
          checkpointPage: Record<string, (...all: never[]) => never>
        }
        return checkpointPage[name]!(...(given as unknown as never[]))
      },
      [what, args] as const,
    )
  }

  beforeAll(async () => {
    const script = join(import.meta.dirname, 'checkpoint-page.test-support.ts')
    // SharedArrayBuffer needs a page that is isolated.
    const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }
    ;[server, browser] = await Promise.all([servePage({ script, headers, pages: { '/': headers } }), launchChromium()])
    context = await browser.newContext()
    page = await open()
  })
  afterAll(async () => {
    await browser?.close()
    server?.close()
  })

  it('writes, replaces, lists and removes', async () => {
    expect(await ask(page, 'list', 'basics')).toEqual([])
    expect(await ask(page, 'read', 'basics', 'last.ckpt')).toBeUndefined()
    await ask(page, 'remove', 'basics', 'last.ckpt')
    expect(await ask(page, 'write', 'basics', 'last.ckpt', 1)).toBeUndefined()
    expect(await ask(page, 'write', 'basics', 'best-1.ckpt', 2)).toBeUndefined()
    expect(await ask(page, 'write', 'basics', 'last.ckpt', 3)).toBeUndefined()
    expect(await ask(page, 'list', 'basics')).toEqual(['best-1.ckpt', 'last.ckpt'])
    expect(await ask(page, 'read', 'basics', 'last.ckpt')).toBe(3)
    await ask(page, 'remove', 'basics', 'last.ckpt')
    expect(await ask(page, 'list', 'basics')).toEqual(['best-1.ckpt'])
    expect(await ask(page, 'list', 'another')).toEqual([])
    expect(await ask(page, 'write', 'basics', '../x', 1)).toContain('name: expected 1 to 100 of a-z')
  })

  it('stores of a view no more than the view, copies shared memory, and keeps the order of calls', async () => {
    expect(await ask(page, 'bytes', 'bytes')).toEqual({ view: 3, shared: [7, 7], overlapping: [3] })
  })

  it('serves a keeper, survives a reload, and is the same in a worker and in other pages', async () => {
    expect(await ask(page, 'keep', 'shared', [3, 1, 2, 5])).toEqual({ best: [1, 2], latest: 3 })
    await page.reload()
    await page.waitForFunction(() => 'checkpointPage' in globalThis)
    expect(await ask(page, 'keep', 'shared', [])).toEqual({ best: [1, 2], latest: 3 })
    expect(await ask(page, 'inWorker', 'shared', 'worker.ckpt', 8)).toBeUndefined()
    const other = await open()
    expect(await ask(other, 'read', 'shared', 'worker.ckpt')).toBe(8)
    await other.close()
  })

  it('closes its connection where another page deletes the database, and opens a new one', async () => {
    await ask(page, 'write', 'deleted', 'last.ckpt', 1)
    const other = await open()
    expect(await ask(other, 'deleteDatabase', 'deleted')).toBe('deleted')
    await other.close()
    expect(await ask(page, 'read', 'deleted', 'last.ckpt')).toBeUndefined()
    expect(await ask(page, 'write', 'deleted', 'last.ckpt', 2)).toBeUndefined()
    expect(await ask(page, 'read', 'deleted', 'last.ckpt')).toBe(2)
  })

  it('names a database of a later version and one of somebody else', async () => {
    await ask(page, 'occupy', 'later', 2)
    expect(await ask(page, 'write', 'later', 'last.ckpt', 1)).toBe(
      "unwritable: could not write last.ckpt to the database 'convlens-checkpoints/later': a later version of this page " +
        'has changed it (VersionError); what was there before is unchanged',
    )
    await ask(page, 'occupy', 'foreign', 1)
    expect(await ask(page, 'list', 'foreign')).toBe(
      "unreadable: could not list the database 'convlens-checkpoints/foreign': it is none of ours (NotFoundError)",
    )
  })

  it("names the browser's space where it is used up, and leaves the old bytes", async () => {
    // A profile of its own: Chromium asks for the quota now and then, not at every write.
    const small = await browser.newContext()
    const tab = await open(small)
    const tools = await small.newCDPSession(tab)
    const { origin } = server
    await tools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 2 ** 20 })
    expect(await ask(tab, 'write', 'full', 'last.ckpt', 1)).toBeUndefined()
    expect(await ask(tab, 'write', 'full', 'last.ckpt', 2, 2 ** 20)).toBe(
      "unwritable: could not write last.ckpt to the database 'convlens-checkpoints/full': the browser's space for this " +
        'site is used up (QuotaExceededError); what was there before is unchanged',
    )
    expect(await ask(tab, 'read', 'full', 'last.ckpt')).toBe(1)
    await tools.send('Storage.overrideQuotaForOrigin', { origin })
    expect(await ask(tab, 'write', 'full', 'last.ckpt', 3, 2 ** 20)).toBeUndefined()
    expect(await ask(tab, 'read', 'full', 'last.ckpt')).toBe(3)
    await small.close()
  })

  it('has the old bytes or the new ones after its page was closed or has crashed in the middle of a write', async () => {
    for (let run = 0; run < 8; run++) {
      const writer = await open()
      const first = 1000 * run
      let last = first - 1
      const failures: string[] = []
      await writer.exposeFunction('said', (n: number | string) => {
        if (typeof n === 'number') last = n
        else failures.push(n)
      })
      await ask(writer, 'writeForever', 'killed', first)
      await expect.poll(() => last, { interval: 5, timeout: 10_000 }).toBeGreaterThanOrEqual(first)
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 40))
      if (run % 2 === 0) await writer.close()
      else {
        const crashed = writer.waitForEvent('crash')
        const tools = await context.newCDPSession(writer)
        // It has no answer to wait for.
        void tools.send('Page.crash').catch(() => undefined)
        await crashed
        await writer.close()
      }
      // What the page had said may have arrived here or not: it has written that, or more.
      const found = await ask(page, 'read', 'killed', 'last.ckpt')
      expect(failures).toEqual([])
      expect(found, `run ${run}`).toBeTypeOf('number')
      expect(found, `run ${run}`).toBeGreaterThanOrEqual(last)
      expect(found, `run ${run}`).toBeLessThan(first + 1000)
    }
  })
})

it('checkpointDatabase says where there is no IndexedDB, and refuses an empty name', async () => {
  const store = checkpointDatabase('run')
  await expect(store.write('last.ckpt', Uint8Array.of(1))).rejects.toMatchObject({
    code: 'unwritable',
    message: expect.stringContaining('this runtime has no IndexedDB'),
  })
  await expect(store.read('last.ckpt')).rejects.toMatchObject({ code: 'unreadable' })
  expect(() => checkpointDatabase('')).toThrow(RangeError)
})
