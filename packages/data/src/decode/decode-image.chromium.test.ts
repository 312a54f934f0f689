/** Node and Chromium find the same pixels, and refuse the same files. */
import { join } from 'node:path'

import { describeIf } from '@convlens/testing'
import { chromiumMissing, launchChromium } from '@convlens/testing/chromium'
import { servePage } from '@convlens/testing/page-server'
import type { PageServer } from '@convlens/testing/page-server'
import type { Browser, JSHandle } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { decodePage } from './decode-page.test-support.ts'
import type { DecodePage } from './decode-page.test-support.ts'
import { goldenBytes, goldenDicom, goldenFormats, goldenPngAndJpeg } from './golden.test-support.ts'
import type { GoldenPicture } from './golden.test-support.ts'
import { mutate } from './mutate.test-support.ts'

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

describeIf('chromium', chromiumMissing, 'decodeImage in Chromium', () => {
  let server: PageServer
  let browser: Browser
  let page: JSHandle<DecodePage>

  beforeAll(async () => {
    const script = join(import.meta.dirname, 'decode-page.test-support.ts')
    ;[server, browser] = await Promise.all([servePage({ script }), launchChromium()])
    const tab = await browser.newPage()
    await tab.goto(server.origin)
    await tab.waitForFunction(() => 'decodePage' in globalThis)
    page = await tab.evaluateHandle(() => (globalThis as unknown as { decodePage: DecodePage }).decodePage)
  })
  afterAll(async () => {
    await browser?.close()
    server?.close()
  })

  async function compare(pictures: readonly Pick<GoldenPicture, 'name' | 'bytes' | 'options'>[]): Promise<number> {
    const asked = pictures.map(({ bytes, options }) => [base64(bytes), options] as const)
    const [here, there] = await Promise.all([
      decodePage.decode(asked),
      page.evaluate((script, files) => script.decode(files), asked),
    ])
    expect(there.length).toBe(pictures.length)
    pictures.forEach(({ name }, i) => expect(there[i], name).toEqual(here[i]))
    return here.filter((answer) => typeof answer === 'object').length
  }

  for (const [what, pictures] of [
    ['PNG and JPEG', goldenPngAndJpeg],
    ['DICOM', goldenDicom],
    ['TIFF, BMP and WebP', goldenFormats],
  ] as const)
    it(`finds the pixels that Node finds: ${what}`, async () => {
      expect(await compare(pictures)).toBe(pictures.length)
    })

  it('refuses the damaged files that Node refuses, and reads the others alike', async () => {
    const sound = [...goldenPngAndJpeg, ...goldenDicom, ...goldenFormats]
    const damaged = Array.from({ length: 300 }, (_, i) => {
      const { name, bytes, options } = sound[(i * 7) % sound.length]!
      return {
        name: `${name}, damage ${i}`,
        bytes: mutate(bytes, bytes, 'chromium', i),
        options: { ...options, maxPixels: 2 ** 20 },
      }
    })
    const read = await compare(damaged as unknown as GoldenPicture[])
    expect(read).toBeGreaterThan(20)
    expect(read).toBeLessThan(280)
  })

  it('reads tags', async () => {
    const file = base64(goldenBytes('signed-16-rescale-window'))
    expect(await page.evaluate((script, asked) => script.patient(asked), file)).toEqual({
      PatientID: 'P-000',
      Rows: 13,
      WindowCenter: [40, -600],
    })
  })
})
