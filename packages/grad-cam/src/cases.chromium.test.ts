/** The ten cases on every backend of the browser, in Chromium with graphics simulated by SwiftShader. */
import { describeIf } from '@convlens/testing'
import { chromiumMissing, launchChromium } from '@convlens/testing/chromium'
import type { PageServer } from '@convlens/testing/page-server'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CasesPage } from './cases-page.test-support.ts'
import { serveCases } from './cases-server.test-support.ts'
import { cases } from './cases.test-support.ts'

interface Run {
  title: string
  name: 'wasm' | 'webgpu' | 'webgl'
  /** With the kernels of `@convlens/backend`; otherwise as npm ships it. */
  prepared: boolean
  /** What a case answers where the backend cannot do it. */
  lacks?: Record<string, string>
}

const runs: Run[] = [
  { title: 'wasm', name: 'wasm', prepared: true },
  {
    title: 'wasm as npm ships it',
    name: 'wasm',
    prepared: false,
    lacks: {
      '6: depthwise convolution: gradients against differences':
        "backend: 'wasm' has no kernel DepthwiseConv2dNativeBackpropInput, which the gradient needs",
    },
  },
  { title: 'webgpu', name: 'webgpu', prepared: false },
  { title: 'webgl', name: 'webgl', prepared: false },
]

/** What each case answers, `undefined` where it passed. */
type Answers = Map<string, Promise<string | undefined>>

/** Starts all cases on a page of its own, one after the other. */
async function start(browser: Browser, address: string, { name: backendName, prepared }: Run): Promise<Answers> {
  const page = await browser.newPage()
  await page.goto(address)
  await page.waitForFunction(() => 'casesPage' in globalThis)
  const handle = await page.evaluateHandle(() => (globalThis as unknown as { casesPage: CasesPage }).casesPage)
  expect(await handle.evaluate((script, wanted) => script.use(...wanted), [backendName, prepared] as const)).toBe(
    backendName,
  )
  const answers: Answers = new Map()
  let before: Promise<unknown> = Promise.resolve()
  for (const { name } of cases) {
    const answer = before
      .then(() => handle.evaluate((script, wanted) => script.run(...wanted), [backendName, name] as const))
      .then(
        () => undefined,
        (error: Error) => error.message,
      )
    answers.set(name, answer)
    before = answer
  }
  return answers
}

describeIf('chromium', chromiumMissing, 'in Chromium', () => {
  let server: PageServer
  const browsers: Browser[] = []
  /** Every backend has a browser of its own: all work at the same time, most of it compiling shaders. */
  const work = new Map<Run, Promise<Answers>>()

  beforeAll(async () => {
    server = await serveCases()
    for (const run of runs) {
      const browser = await launchChromium()
      browsers.push(browser)
      work.set(run, start(browser, server.origin, run))
    }
  })
  afterAll(async () => {
    await Promise.all(browsers.map((browser) => browser.close()))
    server?.close()
  })

  for (const run of runs) {
    describe(`the ten cases on ${run.title}`, () => {
      for (const { name } of cases) {
        it(
          name,
          async () => {
            const answer = await (await work.get(run)!).get(name)
            const lacking = run.lacks?.[name]
            if (lacking === undefined) expect(answer).toBeUndefined()
            else expect(answer).toContain(lacking)
          },
          300_000,
        )
      }
    })
  }
})
