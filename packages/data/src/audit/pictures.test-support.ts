/** Pictures for the tests of near-duplicates: drawn chests, and what happens to pictures on their way through the web. */
import { drawPhantom } from '../phantom/draw-phantom.ts'
import { createRandom } from '../random.ts'
import type { Raster } from '../raster.ts'

/** The chest number `i`, each of another patient. */
export function chest(i: number, size = 96): Raster {
  const label = i % 2 === 0 ? 'covid' : 'normal'
  return drawPhantom({ label, seed: `seed/${i}`, patient: `patient/${i}`, view: `view/${i}`, size }).raster
}

/** Without up to `share` of each side, by the numbers of `key`. */
export function cropped(raster: Raster, share: number, key: string): Raster {
  const random = createRandom(key)
  const [left, right] = [0, 0].map(() => Math.floor(raster.width * random.uniform(0, share))) as [number, number]
  const [top, bottom] = [0, 0].map(() => Math.floor(raster.height * random.uniform(0, share))) as [number, number]
  return made(raster, raster.width - left - right, raster.height - top - bottom, (x, y) => [x + left, y + top])
}

/** With black around it. */
export function framed(raster: Raster, by: number): Raster {
  return made(raster, raster.width + 2 * by, raster.height + 2 * by, (x, y) => [x - by, y - by])
}

export function mirror(raster: Raster): Raster {
  return made(raster, raster.width, raster.height, (x, y) => [raster.width - 1 - x, y])
}

export function brighter(raster: Raster, gamma: number): Raster {
  return { ...raster, data: raster.data.map((value) => Math.round(255 * (value / 255) ** gamma)) }
}

export function negative(raster: Raster): Raster {
  return { ...raster, data: raster.data.map((value) => 255 - value) }
}

function made(from: Raster, width: number, height: number, place: (x: number, y: number) => [number, number]): Raster {
  const data = new Uint8Array(width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [u, v] = place(x, y)
      if (u >= 0 && v >= 0 && u < from.width && v < from.height) data[y * width + x] = from.data[v * from.width + u]!
    }
  return { width, height, channels: 1, bitDepth: 8, data }
}
