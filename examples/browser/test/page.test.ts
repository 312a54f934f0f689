/** The built page in real Chromium: what it shows equals what Node computes, and nothing leaves it. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { drawPhantom } from '@convlens/data'
import { describeIf, realData } from '@convlens/testing'
import { chromiumMissing, launchChromium } from '@convlens/testing/chromium'
import type { Browser } from 'playwright-core'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { servePage } from './built-page.ts'
import type { BuiltPage } from './built-page.ts'
import { analyseInNode, bundleFiles } from './in-node.ts'
import { cardOf, drop, savedResult, visit } from './on-page.ts'

/** A drawn chest as a grey PNG, as another program would write it. */
function phantomPng(label: 'covid' | 'normal', seed: number): Uint8Array {
  const { raster } = drawPhantom({ label, seed, size: 300 })
  const png = new PNG({ width: raster.width, height: raster.height })
  png.data = Buffer.from(raster.data)
  return PNG.sync.write(png, { colorType: 0, inputColorType: 0 })
}

/** Largest absolute difference of two maps of the same size. */
function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length)
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)))
}

describeIf('chromium', chromiumMissing, 'the page in Chromium', () => {
  let browser: Browser
  let built: BuiltPage
  beforeAll(async () => {
    built = await servePage()
    browser = await launchChromium()
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await built?.close()
  })

  it('computes on several threads where memory may be shared', { timeout: 60_000 }, async () => {
    const { page, errors, close } = await visit(browser, `${built.url}?backend=wasm`)
    const cores = await page.evaluate(() => navigator.hardwareConcurrency)
    const expected = cores > 1 ? `WebAssembly with SIMD on ${cores} threads` : 'WebAssembly with SIMD on one thread'
    expect(await page.locator('#backend').innerText()).toContain(expected)
    expect(errors).toEqual([])
    await close()
  })

  for (const backend of ['wasm', 'webgl', 'webgpu']) {
    it(
      `answers and explains on ${backend} as Node does, and asks the net for nothing`,
      { timeout: 180_000 },
      async () => {
        const png = phantomPng('covid', 11)
        const { page, errors, requests, close } = await visit(browser, `${built.url}?backend=${backend}`)
        expect(requests.every((address) => address.startsWith(built.url))).toBe(true)
        requests.length = 0

        await drop(page, 'phantom.png', 'image/png', png)
        const card = await cardOf(page, 'phantom.png')
        expect(await card.getAttribute('data-state'), await card.innerText()).toBe('ready')
        const result = await savedResult(page, card)
        const node = await analyseInNode(png)
        const map = await node.explain(result.explanation.target)

        expect(result.explanation.backend).toBe(backend)
        for (const [label, probability] of Object.entries(node.probabilities))
          expect(Math.abs(result.probabilities[label]! - probability), label).toBeLessThan(1e-3)
        expect(result.explanation.layer).toBe(map.info.layer)
        expect([result.explanation.height, result.explanation.width]).toEqual(map.shape)
        expect(Math.max(...map.map)).toBe(1)
        expect(difference(result.explanation.map, map.map)).toBeLessThan(1e-2)

        // The card says the same, beside the caution.
        expect(Number(await card.getAttribute('data-probability'))).toBe(result.probability)
        expect(await card.locator('.class').innerText()).toContain(result.class)
        expect(await card.innerText()).toContain('Not for diagnosis.')
        expect(requests).toEqual([])
        expect(errors).toEqual([])
        await close()
      },
    )
  }

  it('explains another class and another layer when asked to', async () => {
    const png = phantomPng('covid', 12)
    const { page, errors, close } = await visit(browser, `${built.url}?backend=wasm`)
    await drop(page, 'phantom.png', 'image/png', png)
    const card = await cardOf(page, 'phantom.png')
    const probability = await card.getAttribute('data-probability')
    const layers = await page
      .locator('#layer option')
      .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value))
    expect(layers.length).toBeGreaterThan(1)

    await page.getByLabel('Heat for').selectOption({ label: 'normal' })
    await page.getByLabel('Layer').selectOption(layers[0]!)
    await page.locator(`article[data-target="normal"][data-layer="${layers[0]}"]`).waitFor()
    expect(await card.locator('figcaption').innerText()).toContain(`Heat for normal`)
    expect(await card.getAttribute('data-probability')).toBe(probability)
    expect(errors).toEqual([])
    await close()
  })

  it('names the file that it cannot read, and reads the others', async () => {
    const { page, errors, close } = await visit(browser, `${built.url}?backend=wasm`)
    await page.getByLabel('Choose X-rays').setInputFiles([
      { name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from(phantomPng('normal', 13).subarray(0, 500)) },
      { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') },
      { name: 'empty.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) },
      { name: 'good.png', mimeType: 'image/png', buffer: Buffer.from(phantomPng('normal', 13)) },
    ])
    for (const name of ['broken.png', 'notes.txt', 'empty.jpg']) {
      const card = await cardOf(page, name)
      expect(await card.getAttribute('data-state')).toBe('failed')
      expect(await card.locator('.error').innerText()).toMatch(/^[^\n]{20,}[.!?]$/)
    }
    expect(await (await cardOf(page, 'good.png')).getAttribute('data-state')).toBe('ready')
    expect(errors).toEqual([])
    await close()
  })

  it("takes the user's own bundle, and refuses one whose weights were changed", async () => {
    const { page, requests, close } = await visit(browser, `${built.url}?backend=wasm`)
    requests.length = 0
    const files = await bundleFiles()
    const weights = files.find(({ name }) => name === 'weights.bin')!
    const tampered = Buffer.from(weights.buffer)
    tampered[0]! ^= 1
    const chooser = page.getByLabel('Choose its files')

    await chooser.setInputFiles(files.map((file) => (file === weights ? { ...file, buffer: tampered } : file)))
    await page.locator('#classifier-error:visible').waitFor()
    expect(await page.locator('#classifier-error').innerText()).toContain('weights.bin')
    expect(await page.locator('#classifier').getAttribute('data-name')).toBe('Built-in classifier')

    await chooser.setInputFiles(files)
    await page.locator('#classifier[data-name="Your classifier"]').waitFor()
    expect(await page.locator('#classifier-error').isVisible()).toBe(false)
    expect(requests).toEqual([])
    await close()
  })

  it('closes itself: a request after loading is refused by the browser', async () => {
    const { page, close } = await visit(browser, `${built.url}?backend=wasm`)
    const outcome = await page.evaluate(() =>
      fetch('./icon.svg').then(
        () => 'answered',
        () => 'refused',
      ),
    )
    expect(outcome).toBe('refused')
    await close()
  })

  it('says in a sentence which backends there are when asked for another', async () => {
    const page = await browser.newPage()
    await page.goto(`${built.url}?backend=abacus`)
    const alert = page.getByRole('alert')
    await alert.waitFor()
    expect(await alert.innerText()).toBe(
      '?backend=abacus: no such backend, expected one of auto, webgpu, webgl, wasm, cpu.',
    )
    await page.close()
  })

  describe('with real X-rays', () => {
    describeIf('data', realData.missing, 'a JPEG', () => {
      it('gets the same answer as in Node', { timeout: 120_000 }, async () => {
        const manifest = await readFile(join(realData.folder, 'seed.csv'), 'utf8')
        const [, firstRow] = manifest.split('\n')
        const jpeg = await readFile(join(realData.folder, firstRow!.split(',')[0]!))
        const { page, requests, errors, close } = await visit(browser, `${built.url}?backend=wasm`)
        requests.length = 0
        await drop(page, 'real.jpg', 'image/jpeg', jpeg)
        const card = await cardOf(page, 'real.jpg')
        expect(await card.getAttribute('data-state'), await card.innerText()).toBe('ready')
        const result = await savedResult(page, card)
        const node = await analyseInNode(jpeg)
        const map = await node.explain(result.explanation.target)
        for (const [label, probability] of Object.entries(node.probabilities))
          expect(Math.abs(result.probabilities[label]! - probability), label).toBeLessThan(1e-3)
        expect(difference(result.explanation.map, map.map)).toBeLessThan(1e-2)
        expect(requests).toEqual([])
        expect(errors).toEqual([])
        await close()
      })
    })
  })
})
