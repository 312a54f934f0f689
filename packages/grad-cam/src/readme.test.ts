/** The README's first snippet runs and gives what it says. */
import { readFileSync } from 'node:fs'
import * as core from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { activate } from './backends.test-support.ts'
import { pointingGame } from './evaluate/index.ts'
import * as gradCam from './index.ts'
import { covidSeed, pictures } from './networks.test-support.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const snippets = [...readme.matchAll(/```ts\n(.*?)```/gs)].map((match) => match[1]!)

it('runs', async () => {
  await activate('wasm')
  const body = snippets[0]!
    .replace(/^import '.*$/gm, '')
    .replace(/^import (\{.*\}) from ('.*')$/gm, 'const $1 = modules[$2]')
  const modules = {
    '@tensorflow/tfjs-core': core,
    '@tensorflow/tfjs-layers': { loadLayersModel: () => Promise.resolve(covidSeed()) },
    '@convlens/grad-cam': gradCam,
  }
  const values = pictures(1, 224, 3).dataSync()
  const pixels = { width: 300, height: 200, data: new Uint8Array(300 * 200) }
  const AsyncFunction = (async () => undefined).constructor as new (...parts: string[]) => (
    ...values: unknown[]
  ) => Promise<{
    info: gradCam.ExplanationInfo
    picture: gradCam.OverlayImage
    shape: number[]
  }>
  const run = new AsyncFunction('modules', 'values', 'pixels', `${body}\nreturn { info, picture, shape }`)
  const { info, picture, shape } = await run(modules, values, pixels)
  expect(info).toMatchObject({ class: 0, layer: 'conv5', backend: 'wasm', degenerate: false })
  expect(shape).toEqual([24, 24])
  expect(picture).toMatchObject({ width: 300, height: 200 })
})

it('shows what the pointing game says', () => {
  expect(snippets[1]).toContain('pointingGame([0, 1, 0, 0], [0, 1, 1, 0]) // { hit: true, chance: 0.5, ties: 1 }')
  expect(pointingGame([0, 1, 0, 0], [0, 1, 1, 0])).toEqual({ hit: true, chance: 0.5, ties: 1 })
})
