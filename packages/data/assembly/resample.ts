/** Pictures read at other positions: twin of `augment/resample-placement.ts`. */
import { readBeside, readTwo } from './bilinear'

/** How far within the picture `readTwo` stays. */
const MARGIN: f64 = 1e-6

/** Affine: x' = a x + b y + c, y' = d x + e y + f. `out` holds zeros. */
export function resample(
  x: usize,
  out: usize,
  height: i32,
  width: i32,
  channels: i32,
  a: f64,
  b: f64,
  c: f64,
  d: f64,
  e: f64,
  f: f64,
  fill: i32,
  fillValue: f64,
): void {
  const step = (<usize>channels) << 2
  for (let y = 0; y < height; y++) {
    const by = b * <f64>y
    const ey = e * <f64>y
    // Columns whose four sources surely lie inside, a little too few rather than too many.
    let low: f64 = 0
    let high: f64 = <f64>(width - 1)
    const startX = by + c
    const startY = ey + f
    if (Math.abs(a) < 1e-12) {
      if (!(startX >= MARGIN && startX <= <f64>(width - 1) - MARGIN)) high = -1
    } else {
      const one = (MARGIN - startX) / a
      const two = (<f64>(width - 1) - MARGIN - startX) / a
      low = Math.max(low, Math.min(one, two) + MARGIN)
      high = Math.min(high, Math.max(one, two) - MARGIN)
    }
    if (Math.abs(d) < 1e-12) {
      if (!(startY >= MARGIN && startY <= <f64>(height - 1) - MARGIN)) high = -1
    } else {
      const one = (MARGIN - startY) / d
      const two = (<f64>(height - 1) - MARGIN - startY) / d
      low = Math.max(low, Math.min(one, two) + MARGIN)
      high = Math.min(high, Math.max(one, two) - MARGIN)
    }
    const some = high >= low
    const first = some ? <i32>Math.ceil(low) : 0
    const end = some ? <i32>Math.floor(high) + 1 : 0
    let o = out + ((<usize>(y * width * channels)) << 2)
    for (let before = 0; before < first; before++, o += step)
      readBeside(x, o, height, width, channels, a * <f64>before + by + c, d * <f64>before + ey + f, fill, fillValue)
    const slopeX = f64x2.splat(a)
    const slopeY = f64x2.splat(d)
    const rowX = f64x2.splat(by)
    const rowY = f64x2.splat(ey)
    const offsetX = f64x2.splat(c)
    const offsetY = f64x2.splat(f)
    let columns = f64x2.replace_lane(f64x2.splat(<f64>first), 1, <f64>(first + 1))
    let column = first
    for (; column + 2 <= end; column += 2, o += 2 * step, columns = f64x2.add(columns, f64x2.splat(2))) {
      const atX = f64x2.add(f64x2.add(f64x2.mul(slopeX, columns), rowX), offsetX)
      const atY = f64x2.add(f64x2.add(f64x2.mul(slopeY, columns), rowY), offsetY)
      readTwo(x, o, width, channels, atX, atY)
    }
    for (; column < end; column++, o += step)
      readBeside(x, o, height, width, channels, a * <f64>column + by + c, d * <f64>column + ey + f, fill, fillValue)
    for (column = max(first, end); column < width; column++, o += step)
      readBeside(x, o, height, width, channels, a * <f64>column + by + c, d * <f64>column + ey + f, fill, fillValue)
  }
}

/**
 * Bent by control points under cubic B-splines (x and y in turn, `columns + 3` a row), then affine.
 *
 * @param line room for one row of control points
 * @param across for every column of pixels 4 weights (f64), then for every one its cell (i32)
 * @param down the same for the rows
 */
export function resampleBent(
  x: usize,
  out: usize,
  height: i32,
  width: i32,
  channels: i32,
  a: f64,
  b: f64,
  c: f64,
  d: f64,
  e: f64,
  f: f64,
  fill: i32,
  fillValue: f64,
  points: usize,
  columns: i32,
  line: usize,
  across: usize,
  down: usize,
): void {
  const lineLength = 2 * (columns + 3)
  const lineBytes = (<usize>lineLength) << 3
  const acrossCells = across + ((<usize>width) << 5)
  const downCells = down + ((<usize>height) << 5)
  const scaleXs = f64x2.splat(a)
  const shearXs = f64x2.splat(b)
  const offsetXs = f64x2.splat(c)
  const shearYs = f64x2.splat(d)
  const scaleYs = f64x2.splat(e)
  const offsetYs = f64x2.splat(f)
  const first = f64x2.splat(MARGIN)
  const lastX = f64x2.splat(<f64>(width - 1) - MARGIN)
  const lastY = f64x2.splat(<f64>(height - 1) - MARGIN)
  const step = (<usize>channels) << 2
  let o = out
  for (let y = 0; y < height; y++) {
    const v = down + ((<usize>y) << 5)
    const above = points + <usize>load<i32>(downCells + ((<usize>y) << 2)) * lineBytes
    for (let i: usize = 0; i < lineBytes; i += 8) {
      let sum: f64 = 0
      let from = above + i
      for (let k: usize = 0; k < 32; k += 8, from += lineBytes) sum += load<f64>(v + k) * load<f64>(from)
      store<f64>(line + i, sum)
    }
    let column = 0
    for (; column + 2 <= width; column += 2, o += 2 * step) {
      const one = bentPosition(column, y, line, across, acrossCells)
      const two = bentPosition(column + 1, y, line, across, acrossCells)
      const u = v128.shuffle<i64>(one, two, 0, 2)
      const v = v128.shuffle<i64>(one, two, 1, 3)
      const atX = f64x2.add(f64x2.add(f64x2.mul(scaleXs, u), f64x2.mul(shearXs, v)), offsetXs)
      const atY = f64x2.add(f64x2.add(f64x2.mul(shearYs, u), f64x2.mul(scaleYs, v)), offsetYs)
      const before = v128.or(f64x2.lt(atX, first), f64x2.lt(atY, first))
      const behind = v128.or(f64x2.ge(atX, lastX), f64x2.ge(atY, lastY))
      if (!v128.any_true(v128.or(before, behind))) {
        readTwo(x, o, width, channels, atX, atY)
        continue
      }
      readBeside(x, o, height, width, channels, f64x2.extract_lane(atX, 0), f64x2.extract_lane(atY, 0), fill, fillValue)
      readBeside(
        x,
        o + step,
        height,
        width,
        channels,
        f64x2.extract_lane(atX, 1),
        f64x2.extract_lane(atY, 1),
        fill,
        fillValue,
      )
    }
    for (; column < width; column++, o += step) {
      const at = bentPosition(column, y, line, across, acrossCells)
      const u = f64x2.extract_lane(at, 0)
      const v = f64x2.extract_lane(at, 1)
      readBeside(x, o, height, width, channels, a * u + b * v + c, d * u + e * v + f, fill, fillValue)
    }
  }
}

/** Column and row plus their displacements, of which `line` holds the control points. */
@inline
function bentPosition(column: i32, y: i32, line: usize, across: usize, cells: usize): v128 {
  const w = across + ((<usize>column) << 5)
  const p = line + ((<usize>load<i32>(cells + ((<usize>column) << 2))) << 4)
  const one = f64x2.mul(v128.load64_splat(w), v128.load(p))
  const two = f64x2.add(one, f64x2.mul(v128.load64_splat(w, 8), v128.load(p, 16)))
  const three = f64x2.add(two, f64x2.mul(v128.load64_splat(w, 16), v128.load(p, 32)))
  const moved = f64x2.add(three, f64x2.mul(v128.load64_splat(w, 24), v128.load(p, 48)))
  return f64x2.add(f64x2.replace_lane(f64x2.splat(<f64>column), 1, <f64>y), moved)
}
