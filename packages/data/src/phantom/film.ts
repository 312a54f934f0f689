/** From attenuation to grey: the film's curve, the beam, grain, margins and the side marker. */
import { clamp, smoothstep } from './curves.ts'
import { pixelNoise } from './noise.ts'
import type { PhantomView } from './view.ts'

/** Strokes of the letters in a box of 1 x 1, as x0, y0, x1, y1. */
const LETTERS: Record<'L' | 'R', [number, number, number, number][]> = {
  L: [
    [0.2, 0, 0.2, 1],
    [0.2, 1, 0.8, 1],
  ],
  R: [
    [0.2, 0, 0.2, 1],
    [0.2, 0, 0.6, 0.04],
    [0.6, 0.04, 0.76, 0.25],
    [0.76, 0.25, 0.6, 0.48],
    [0.6, 0.48, 0.2, 0.52],
    [0.42, 0.52, 0.8, 1],
  ],
}

function segmentDistance(x: number, y: number, [x0, y0, x1, y1]: [number, number, number, number]): number {
  const dx = x1 - x0
  const dy = y1 - y0
  const t = clamp(((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy), 0, 1)
  return Math.sqrt((x - x0 - t * dx) ** 2 + (y - y0 - t * dy) ** 2)
}

function markerAt(view: PhantomView, u: number, v: number): number {
  if (view.marker === undefined) return 0
  const { letter, x, y, size } = view.marker
  const lx = (u - x) / size + 0.5
  const ly = (v - y) / size + 0.5
  if (lx < -0.2 || lx > 1.2 || ly < -0.2 || ly > 1.2) return 0
  let nearest = 1
  for (const stroke of LETTERS[letter]) nearest = Math.min(nearest, segmentDistance(lx, ly, stroke))
  return smoothstep(0.18, 0.07, nearest)
}

/** Develops a square film of attenuations into 8-bit grey. */
export function develop(attenuation: Float32Array, size: number, view: PhantomView): Uint8Array {
  const curve = (a: number): number => 1 / (1 + Math.exp(-view.contrast * (a - view.exposure)))
  const black = curve(0)
  const white = curve(1.7)
  const [left, top, right, bottom] = view.margins
  const grey = new Uint8Array(size * size)
  for (let y = 0; y < size; y++) {
    const v = (y + 0.5) / size
    for (let x = 0; x < size; x++) {
      const u = (x + 0.5) / size
      const i = y * size + x
      if (u < left || v < top || u > 1 - right || v > 1 - bottom) {
        grey[i] = 4
        continue
      }
      const beam = view.heelX * (u - 0.5) + view.heelY * (v - 0.5)
      let value = (curve((attenuation[i] as number) + beam) - black) / (white - black)
      const fall = 1 - view.vignette * ((u - 0.5) ** 2 + (v - 0.5) ** 2) * 2
      // Few photons arrive behind dense tissue: the brighter, the grainier.
      value = value * fall + view.grain * (0.55 + 0.8 * value) * pixelNoise(x, y, view.filmSeed)
      value += (0.97 - value) * markerAt(view, u, v)
      grey[i] = Math.round(255 * clamp(0.02 + 0.96 * value, 0, 1))
    }
  }
  return grey
}
