/** The weights that all subjects compute with: drawn, not trained, which takes the same time. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { useBackend } from '@convlens/backend/node'
import { buildCnn, type PresetName } from '@convlens/model'
import { countElements } from '../count-elements.ts'
import type { WeightsFile } from '../job.ts'

/** Biases are drawn as well: FullGrad looks at them, and those of an untrained network are 0. */
const largestBias = 0.05

/** With these covid-seed scores every drawn X-ray above 0, and the maps have positive cells and negative ones. */
const goodSeed = 36

/** Numbers in -1..1 that look random (mulberry32), the same everywhere. */
export function* uniform(seed: number): Generator<number, never> {
  for (let a = seed; ;) {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), a | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    yield ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1
  }
}

/** He-uniform kernels, small biases. */
export function drawWeights(shapes: WeightsFile['shapes'], seed: number): Float32Array {
  const weights = new Float32Array(shapes.reduce((sum, shape) => sum + countElements(shape), 0))
  const numbers = uniform(seed)
  let i = 0
  for (const shape of shapes) {
    const scale = shape.length === 1 ? largestBias : Math.sqrt(6 / countElements(shape.slice(0, -1)))
    for (const end = i + countElements(shape); i < end; i++) weights[i] = scale * numbers.next().value
  }
  return weights
}

/** Writes the weights of a preset into a folder. */
export async function writeWeights(folder: string, preset: PresetName): Promise<WeightsFile> {
  // The network tells the shapes; no backend has to be built for this one.
  await useBackend('wasm', { threads: 1 })
  const model = buildCnn({ preset })
  const shapes = model.weights.map(({ shape }) => shape.map((side) => side!))
  model.dispose()
  const path = join(folder, 'weights.f32')
  await writeFile(path, drawWeights(shapes, goodSeed))
  return { path, shapes }
}
