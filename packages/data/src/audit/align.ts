/** How alike two small pictures are once the one is laid over the other: normalised cross-correlation, aligned. */
import { side } from './fingerprint.ts'

const size = side * side
const centre = (side - 1) / 2
/** Largest change of size and largest shift, as shares: two crops of a picture differ by less. */
const most = 0.25
/**
 * How far below the goal the correlation may be before each step. Of 302 pairs of chest X-rays and their crops (up to 10 % off each
 * side) 99 % were above, and nine in ten other pairs below after two steps.
 */
const patience = [0.47, 0.2, 0.06, 0.015]
/** Share of the picture that must overlap. */
const overlap = 0.6

/** A picture made ready to have many others laid over it. */
export interface Template {
  values: Float32Array
  /** Steepest descent pictures for width, height, right and down. */
  slopes: readonly [Float32Array, Float32Array, Float32Array, Float32Array]
  /** Inverse of their 4 x 4 products. */
  inverse: Float64Array
}

/** Normalised cross-correlation of two small pictures as they lie, in -1..1. */
export function correlation(a: Int8Array, i: number, b: Int8Array, j: number): number {
  let ab = 0
  let aa = 0
  let bb = 0
  let sumA = 0
  let sumB = 0
  for (let k = 0; k < size; k++) {
    const x = a[i + k]!
    const y = b[j + k]!
    sumA += x
    sumB += y
    ab += x * y
    aa += x * x
    bb += y * y
  }
  const variance = (aa - (sumA * sumA) / size) * (bb - (sumB * sumB) / size)
  return variance > 0 ? (ab - (sumA * sumB) / size) / Math.sqrt(variance) : 0
}

/** @param small `side * side` values, as `fingerprint` makes them */
export function template(small: Int8Array): Template {
  const values = standardised(Float32Array.from(small))
  const slopes = [0, 1, 2, 3].map(() => new Float32Array(size)) as unknown as Template['slopes']
  const at = (x: number, y: number): number =>
    values[Math.max(0, Math.min(side - 1, y)) * side + Math.max(0, Math.min(side - 1, x))]!
  for (let y = 0, k = 0; y < side; y++)
    for (let x = 0; x < side; x++, k++) {
      const right = (at(x + 1, y) - at(x - 1, y)) / 2
      const down = (at(x, y + 1) - at(x, y - 1)) / 2
      slopes[0][k] = right * (x - centre)
      slopes[1][k] = down * (y - centre)
      slopes[2][k] = right
      slopes[3][k] = down
    }
  const products = new Float64Array(16)
  for (let r = 0; r < 4; r++)
    for (let c = 0; c < 4; c++) for (let k = 0; k < size; k++) products[r * 4 + c]! += slopes[r]![k]! * slopes[c]![k]!
  return { values, slopes, inverse: invert(products) }
}

/**
 * The highest correlation found while `small` is stretched and shifted to lie on the template, by at most a quarter each way and
 * with at least 60 % of the picture in common. Gauss-Newton steps, inverse compositional (Baker and Matthews 2004), on pictures of
 * mean 0 and deviation 1, so that exposure and contrast do not count.
 *
 * @param offset where the picture starts in `small`
 * @param goal gives up early where this correlation is out of reach; by default it never does
 * @returns correlation in -1..1, never below that of the pictures as they lie
 */
export function alignedCorrelation(onto: Template, small: Int8Array, offset = 0, goal = -1): number {
  let [scaleX, scaleY, shiftX, shiftY] = [1, 1, 0, 0]
  let best = -1
  for (let step = 0; step < 12; step++) {
    const found = warp(small, offset, scaleX, scaleY, shiftX, shiftY, onto.values)
    if (found < 0) break
    const gain = scores.correlation - best
    if (gain > 0) best = scores.correlation
    if ((step > 3 && gain < 1e-4) || goal - best > (patience[step] ?? 1)) break
    const { inverse } = onto
    const b = steps
    descend(onto)
    const delta = (r: number): number =>
      inverse[r * 4]! * b[0]! + inverse[r * 4 + 1]! * b[1]! + inverse[r * 4 + 2]! * b[2]! + inverse[r * 4 + 3]! * b[3]!
    const [dsx, dsy, dx, dy] = [delta(0), delta(1), delta(2), delta(3)]
    scaleX = limited(scaleX / (1 + dsx), 1)
    scaleY = limited(scaleY / (1 + dsy), 1)
    shiftX = limited((shiftX - scaleX * dx) / side, 0) * side
    shiftY = limited((shiftY - scaleY * dy) / side, 0) * side
  }
  return best
}

const limited = (value: number, about: number): number =>
  Number.isFinite(value) ? Math.max(about - most, Math.min(about + most, value)) : about

const warped = new Float32Array(size)
const columns = new Int32Array(side)
const fractions = new Float32Array(side)
const steps = new Float64Array(4)
/** What the last `warp` found: which part lies on the template, and how to bring its brightness and contrast to the template's. */
const scores = { correlation: 0, factor: 1, offset: 0, fromX: 0, toX: 0, fromY: 0, toY: 0 }

/** Lays the picture over the template; the number of pixels in common, or -1 where they are too few. */
function warp(
  small: Int8Array,
  offset: number,
  scaleX: number,
  scaleY: number,
  shiftX: number,
  shiftY: number,
  onto: Float32Array,
): number {
  const [fromX, toX] = within(scaleX, shiftX)
  const [fromY, toY] = within(scaleY, shiftY)
  const n = (toX - fromX) * (toY - fromY)
  if (n < overlap * size) return -1
  for (let x = fromX; x < toX; x++) {
    const at = centre + (x - centre) * scaleX + shiftX
    columns[x] = Math.max(0, Math.min(side - 2, Math.floor(at)))
    fractions[x] = at - columns[x]!
  }
  let [sumW, sumWW, sumT, sumTT, sumWT] = [0, 0, 0, 0, 0]
  for (let y = fromY; y < toY; y++) {
    const at = centre + (y - centre) * scaleY + shiftY
    const row = Math.max(0, Math.min(side - 2, Math.floor(at)))
    const fy = at - row
    const start = offset + row * side
    for (let x = fromX, k = y * side + fromX; x < toX; x++, k++) {
      const i = start + columns[x]!
      const fx = fractions[x]!
      const top = small[i]! + fx * (small[i + 1]! - small[i]!)
      const bottom = small[i + side]! + fx * (small[i + side + 1]! - small[i + side]!)
      const w = top + fy * (bottom - top)
      const t = onto[k]!
      warped[k] = w
      sumW += w
      sumWW += w * w
      sumT += t
      sumTT += t * t
      sumWT += w * t
    }
  }
  const varW = sumWW / n - (sumW / n) ** 2
  const varT = sumTT / n - (sumT / n) ** 2
  if (!(varW > 1e-9 && varT > 1e-9)) return -1
  const factor = Math.sqrt(varT / varW)
  const correlated = (sumWT / n - (sumW / n) * (sumT / n)) / Math.sqrt(varW * varT)
  Object.assign(scores, { correlation: correlated, factor, offset: (sumT - factor * sumW) / n, fromX, toX, fromY, toY })
  return n
}

/** The first pixel whose place in the other picture is inside it, and the one after the last. */
function within(scale: number, shift: number): [number, number] {
  const low = Math.ceil(centre + (-centre - shift) / scale - 1e-9)
  const high = Math.floor(centre + (centre - shift) / scale + 1e-9)
  return [Math.max(0, low), Math.min(side, high + 1)]
}

/** Sums of the differences that the last `warp` left, each times the slopes, into `steps`. */
function descend({ values, slopes }: Template): void {
  const { factor, offset, fromX, toX, fromY, toY } = scores
  const [width, height, right, down] = slopes
  let [a, b, c, d] = [0, 0, 0, 0]
  for (let y = fromY; y < toY; y++)
    for (let k = y * side + fromX; k < y * side + toX; k++) {
      const difference = warped[k]! * factor + offset - values[k]!
      a += width[k]! * difference
      b += height[k]! * difference
      c += right[k]! * difference
      d += down[k]! * difference
    }
  steps[0] = a
  steps[1] = b
  steps[2] = c
  steps[3] = d
}

function standardised(values: Float32Array): Float32Array {
  let sum = 0
  let squares = 0
  for (const value of values) sum += value
  const mean = sum / size
  for (const value of values) squares += (value - mean) ** 2
  const deviation = Math.sqrt(squares / size)
  return values.map((value) => (value - mean) / deviation)
}

/** Of a 4 x 4 matrix, by Gauss and Jordan; where it has none, zeros, so that nothing moves. */
function invert(matrix: Float64Array): Float64Array {
  const rows = Array.from({ length: 4 }, (_, r) => [
    ...matrix.subarray(r * 4, r * 4 + 4),
    ...[0, 1, 2, 3].map((c) => (c === r ? 1 : 0)),
  ])
  for (let c = 0; c < 4; c++) {
    let pivot = c
    for (let r = c + 1; r < 4; r++) if (Math.abs(rows[r]![c]!) > Math.abs(rows[pivot]![c]!)) pivot = r
    ;[rows[c], rows[pivot]] = [rows[pivot]!, rows[c]!]
    const by = rows[c]![c]!
    if (Math.abs(by) < 1e-9) return new Float64Array(16)
    rows[c] = rows[c]!.map((value) => value / by)
    for (let r = 0; r < 4; r++) {
      const factor = rows[r]![c]!
      if (r !== c) rows[r] = rows[r]!.map((value, k) => value - factor * rows[c]![k]!)
    }
  }
  return Float64Array.from(rows.flatMap((row) => row.slice(4)))
}
