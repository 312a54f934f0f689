/** Every backend of the browser keeps the contract, in Chromium with graphics simulated by SwiftShader. */
import { describeIf } from '@convlens/testing'
import { chromiumMissing, launchChromium } from '@convlens/testing/chromium'
import type { Browser, JSHandle } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BackendReport } from '../select/report.ts'
import { backendContract } from '../testing/index.ts'
import type { ContractPage } from './contract-page.test-support.ts'
import { serveContract } from './contract-server.test-support.ts'
import type { ContractServer } from './contract-server.test-support.ts'

interface Run {
  name: 'cpu' | 'wasm' | 'webgl' | 'webgpu'
  threads?: number
}

/** A backend at work on a page of its own: its report, and what each check answers, `undefined` where it passed. */
interface Work {
  report: Promise<BackendReport>
  answers: Map<string, Promise<string | undefined>>
}

/** A new page, and its script to be asked. */
async function open(browser: Browser, address: string): Promise<JSHandle<ContractPage>> {
  const page = await browser.newPage()
  await page.goto(address)
  await page.waitForFunction(() => 'contractPage' in globalThis)
  return page.evaluateHandle(() => (globalThis as unknown as { contractPage: ContractPage }).contractPage)
}

async function use(page: JSHandle<ContractPage>, name: Run['name'] | 'auto', threads?: number): Promise<BackendReport> {
  return page.evaluate((contract, wanted) => contract.use(wanted.name, wanted.threads), { name, threads })
}

/** Starts all checks, one after the other. */
async function start(browser: Browser, address: string, { name, threads }: Run): Promise<Work> {
  const page = await open(browser, address)
  await use(page, 'cpu')
  const report = use(page, name, threads)
  const answers: Work['answers'] = new Map()
  let before: Promise<unknown> = report
  for (const check of backendContract(name)) {
    const answer = before
      .then(() => page.evaluate((contract, wanted) => contract.check(...wanted), [name, check.name] as const))
      .then(
        () => undefined,
        (error: Error) => error.message,
      )
    answers.set(check.name, answer)
    before = answer
  }
  return { report, answers }
}

describeIf('chromium', chromiumMissing, 'in Chromium', () => {
  let server: ContractServer
  let browser: Browser
  /** Compiling shaders for webgl takes as long as all the others: a browser of its own does it beside them. */
  let webglBrowser: Browser
  let webgl: Promise<Work>

  beforeAll(async () => {
    ;[server, browser, webglBrowser] = await Promise.all([serveContract(), launchChromium(), launchChromium()])
    webgl = start(webglBrowser, server.isolated, { name: 'webgl' })
  })
  afterAll(async () => {
    await Promise.all([browser?.close(), webglBrowser?.close()])
    server?.close()
  })

  function keepsContract(run: Run, begin: () => Promise<Work>): void {
    const { name, threads } = run
    describe(`the ${name} backend${threads === undefined ? '' : ` on ${threads} threads`}`, () => {
      let work: Work
      beforeAll(async () => {
        work = await begin()
        expect(await work.report).toMatchObject(run)
      })

      for (const check of backendContract(name)) {
        it(check.name, async () => {
          expect(await work.answers.get(check.name)).toBeUndefined()
        })
      }
    })
  }

  const runs: Run[] = [{ name: 'cpu' }, { name: 'wasm', threads: 1 }, { name: 'wasm', threads: 2 }, { name: 'webgpu' }]
  for (const run of runs) keepsContract(run, () => start(browser, server.isolated, run))
  keepsContract({ name: 'webgl' }, () => webgl)

  describe('wasm', () => {
    it('computes the same bits on one thread, on two, and on two in a worker', async () => {
      const page = await open(browser, server.isolated)
      const one = await page.evaluate((contract) => contract.networkBits(1))
      expect(one.length).toBeGreaterThan(1000)
      expect(new Set(one).size).toBeGreaterThan(1000)
      expect(await page.evaluate((contract) => contract.networkBits(2))).toEqual(one)
      expect(await page.evaluate((contract) => contract.networkBitsInWorker(2))).toEqual(one)
    })

    it('says why it computes on one thread where the page is not isolated', async () => {
      const page = await open(browser, server.plain)
      const { threads, reason } = await use(page, 'wasm', 2)
      expect(threads).toBe(1)
      expect(reason).toMatch(
        'on one thread, as memory is not shared here: the page is not cross-origin isolated (headers COOP and COEP)',
      )
    })

    it('is what auto takes where graphics are simulated', async () => {
      const page = await open(browser, server.isolated)
      const { name, passedOver } = await use(page, 'auto')
      expect({ name, passedOver }).toEqual({
        name: 'wasm',
        passedOver: [
          { name: 'webgpu', reason: 'its graphics adapter is simulated in software, slower than wasm' },
          { name: 'webgl', reason: 'its graphics card is simulated in software, slower than wasm' },
        ],
      })
    })
  })
})
