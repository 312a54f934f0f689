/** Bilinear reading where rows stay rows: crops, and pictures that are mirrored, moved or scaled, but not turned. */
import type { AffineMap } from './affine-map.ts'
import { insideIndex } from './fill-mode.ts'
import { kernelsFor, scratch } from '../kernels/kernels.ts'
import { snap } from './resample.ts'
import type { Outside, Shape } from './resample.ts'

const f = Math.fround

/** Whether a map leaves rows and columns what they are. */
export function isStraight([, b, , d]: AffineMap): boolean {
  return b === 0 && d === 0
}

/** One resampling of a whole picture into `out`, another array: first along the rows, then between them, in 32-bit floats. */
export function resampleStraight(
  x: Float32Array,
  [height, width, channels]: Shape,
  [a, , c, , e, offset]: AffineMap,
  outside: Outside,
  out: Float32Array,
): void {
  const across = tapsAlong(width, a, c, outside)
  const down = tapsAlong(height, e, offset, outside)
  const stride = width * channels
  const kernels = kernelsFor(x, out)
  if (kernels !== undefined) {
    const tables = scratch()
    const columns = putTaps(tables, across, 4 * channels)
    const rows = putTaps(tables, down, 4 * stride)
    const room = tables.room(8 * stride)
    kernels.resampleStraight(x.byteOffset, out.byteOffset, height, width, channels, columns, rows, room)
    return
  }
  const lineOf = (row: number): Float32Array => {
    const line = new Float32Array(stride)
    for (let column = 0, to = 0; column < width; column++) {
      const one = row * stride + across.first[column]! * channels
      const two = row * stride + across.second[column]! * channels
      const [left, right, beside] = [across.near[column]!, across.far[column]!, across.beside[column]!]
      for (let k = 0; k < channels; k++, to++) line[to] = f(f(x[one + k]! * left) + f(x[two + k]! * right)) + beside
    }
    return line
  }
  for (let y = 0, to = 0; y < height; y++) {
    const [above, below] = [lineOf(down.first[y]!), lineOf(down.second[y]!)]
    const [top, bottom, beside] = [down.near[y]!, down.far[y]!, down.beside[y]!]
    for (let i = 0; i < stride; i++, to++) out[to] = f(f(above[i]! * top) + f(below[i]! * bottom)) + beside
  }
}

/** For every position along an axis its two inputs and their weights, and what the outside adds. */
interface Taps {
  first: Int32Array
  second: Int32Array
  near: Float32Array
  far: Float32Array
  beside: Float32Array
}

function tapsAlong(size: number, factor: number, offset: number, { fill, fillValue }: Outside): Taps {
  const [first, second] = [new Int32Array(size), new Int32Array(size)]
  const [near, far, beside] = [new Float32Array(size), new Float32Array(size), new Float32Array(size)]
  for (let i = 0; i < size; i++) {
    const from = snap(factor * i + offset)
    const whole = Math.floor(from)
    const rest = from - whole
    if (fill !== 'constant') {
      first[i] = insideIndex(whole, size, fill)
      second[i] = insideIndex(whole + 1, size, fill)
      near[i] = 1 - rest
      far[i] = rest
      continue
    }
    let share = 0
    if (whole >= 0 && whole < size) [first[i], near[i]] = [whole, 1 - rest]
    else share += 1 - rest
    if (whole + 1 >= 0 && whole + 1 < size) [second[i], far[i]] = [whole + 1, rest]
    else share += rest
    beside[i] = share * fillValue
    // An input without a weight: the other one, which is there anyway.
    if (near[i] === 0) first[i] = second[i]!
    if (far[i] === 0) second[i] = first[i]!
  }
  return { first, second, near, far, beside }
}

/** In the order in which the kernel reads them, inputs in bytes. */
function putTaps(
  { put }: ReturnType<typeof scratch>,
  { first, second, near, far, beside }: Taps,
  step: number,
): number {
  const size = first.length
  const all = new Float32Array(5 * size)
  const places = new Int32Array(all.buffer)
  for (let i = 0; i < size; i++) {
    places[i] = first[i]! * step
    places[size + i] = second[i]! * step
  }
  all.set(near, 2 * size)
  all.set(far, 3 * size)
  all.set(beside, 4 * size)
  return put(all)
}
