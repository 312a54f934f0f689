/** Vessels of the lung: trees that branch from the roots of the lungs, rasterised as tapering strokes. */
import type { Random } from '../random.ts'
import type { PhantomBuild } from './build.ts'
import type { Chest } from './chest.ts'

interface Stroke {
  x0: number
  y0: number
  x1: number
  y1: number
  width: number
}

function grow(
  chest: Chest,
  random: Random,
  strokes: Stroke[],
  x: number,
  y: number,
  angle: number,
  width: number,
): void {
  if (width < 0.0065 || strokes.length > 420) return
  const length = random.uniform(0.07, 0.13)
  const bend = angle + 0.28 * random.normal()
  const x1 = x + length * Math.cos(bend)
  const y1 = y + length * Math.sin(bend)
  if (Math.abs(x1) > chest.cage(y1) - 0.04 || y1 > chest.dome(x1) - 0.02 || Math.abs(x1) < 0.12) return
  strokes.push({ x0: x, y0: y, x1, y1, width })
  if (random.next() < 0.55) {
    const fork = random.uniform(0.35, 0.75)
    grow(chest, random, strokes, x1, y1, bend + fork * random.uniform(0.3, 0.7), width * random.uniform(0.68, 0.82))
    grow(chest, random, strokes, x1, y1, bend - fork * random.uniform(0.3, 0.7), width * random.uniform(0.62, 0.8))
  } else grow(chest, random, strokes, x1, y1, bend, width * random.uniform(0.82, 0.93))
}

/** The attenuation of all vessels as a picture of `size` x `size`. */
export function drawVessels(
  build: PhantomBuild,
  chest: Chest,
  random: Random,
  size: number,
  toPicture: (x: number, y: number) => [number, number],
  unit: number,
): Float32Array {
  const strokes: Stroke[] = []
  for (const side of [-1, 1]) {
    const rootX = side * 0.2
    const rootY = (side < 0 ? 0.47 : 0.43) * build.chestHeight
    for (const direction of [-1.25, -0.75, -0.3, 0.15, 0.55, 0.95, 1.3]) {
      const angle = direction + 0.12 * random.normal()
      grow(
        chest,
        random,
        strokes,
        rootX,
        rootY + 0.09 * direction,
        side > 0 ? angle : Math.PI - angle,
        random.uniform(0.024, 0.036),
      )
    }
  }
  const field = new Float32Array(size * size)
  for (const stroke of strokes) stamp(field, size, stroke, toPicture, unit, build.vessels)
  return field
}

/** Adds one stroke, a capsule with a parabolic cross-section; `unit` is the number of pixels of one chest unit. */
function stamp(
  field: Float32Array,
  size: number,
  stroke: Stroke,
  toPicture: (x: number, y: number) => [number, number],
  unit: number,
  prominence: number,
): void {
  const [u0, v0] = toPicture(stroke.x0, stroke.y0)
  const [u1, v1] = toPicture(stroke.x1, stroke.y1)
  const px = u0 * size
  const py = v0 * size
  const dx = u1 * size - px
  const dy = v1 * size - py
  const wide = stroke.width * unit
  const half = Math.max(wide, 0.8)
  // Thinner than a pixel: fainter instead.
  const peak = prominence * 6.5 * stroke.width * Math.min(1, wide / half)
  const length2 = dx * dx + dy * dy
  const left = Math.max(0, Math.floor(Math.min(px, px + dx) - half))
  const right = Math.min(size - 1, Math.ceil(Math.max(px, px + dx) + half))
  const top = Math.max(0, Math.floor(Math.min(py, py + dy) - half))
  const bottom = Math.min(size - 1, Math.ceil(Math.max(py, py + dy) + half))
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const rx = x + 0.5 - px
      const ry = y + 0.5 - py
      const t = Math.min(1, Math.max(0, (rx * dx + ry * dy) / length2))
      const ex = rx - t * dx
      const ey = ry - t * dy
      const value = peak * (1 - (ex * ex + ey * ey) / (half * half))
      const i = y * size + x
      if (value > (field[i] as number)) field[i] = value
    }
  }
}
