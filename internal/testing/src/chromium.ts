/** A real Chromium for the tests, with simulated graphics where the machine has none. */
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'

const path = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'

/** Why there is no Chromium, if there is none. */
export const chromiumMissing: string | undefined = existsSync(path)
  ? undefined
  : `there is no ${path} (CHROMIUM_PATH names another)`

/** SwiftShader gives webgl and webgpu without a graphics card; the rest keeps the browser from talking to the net. */
const flags = [
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
]

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: path, args: flags })
}
