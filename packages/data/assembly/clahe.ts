/** Contrast limited adaptive histogram equalisation: twin of `preprocess/clahe.ts`. */

const BINS = 256
const SIZE = BINS + 1

/**
 * Levels of all pixels (0 to 255, f32 at `level`) and the table of every tile.
 *
 * @param rowOf for every row of the padded picture the row that stands there (i32)
 * @param columnOf the same for columns
 * @param histogram room for 256 i32
 */
export function tileTables(
  x: usize,
  level: usize,
  tables: usize,
  histogram: usize,
  height: i32,
  width: i32,
  channels: i32,
  low: f32,
  toLevel: f32,
  columns: i32,
  rows: i32,
  tileWidth: i32,
  tileHeight: i32,
  clip: i32,
  rowOf: usize,
  columnOf: usize,
): void {
  toLevels(x, level, height * width, channels, low, toLevel)
  const area = <f64>(tileWidth * tileHeight)
  let table = tables
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, table += SIZE << 2) {
      memory.fill(histogram, 0, BINS << 2)
      for (let y = row * tileHeight; y < (row + 1) * tileHeight; y++) {
        const line = level + ((<usize>(load<i32>(rowOf + ((<usize>y) << 2)) * width)) << 2)
        for (let i = column * tileWidth; i < (column + 1) * tileWidth; i++) {
          const v = load<f32>(line + ((<usize>load<i32>(columnOf + ((<usize>i) << 2))) << 2))
          // Adding 2^23 rounds and leaves the whole number in the low bits.
          const bin = histogram + ((<usize>(reinterpret<u32>(v + 8388608) & (BINS - 1))) << 2)
          store<i32>(bin, load<i32>(bin) + 1)
        }
      }
      clipHistogram(histogram, clip)
      let sum = 0
      for (let bin = 0; bin < BINS; bin++) {
        sum += load<i32>(histogram + ((<usize>bin) << 2))
        store<f32>(table + ((<usize>bin) << 2), <f32>((<f64>sum * <f64>(BINS - 1)) / area))
      }
      store<f32>(table + (BINS << 2), load<f32>(table + ((BINS - 1) << 2)))
    }
}

/** In 32-bit floats. */
function toLevels(x: usize, level: usize, pixels: i32, channels: i32, low: f32, toLevel: f32): void {
  const end = level + ((<usize>pixels) << 2)
  let to = level
  let from = x
  if (channels == 1)
    for (; to + 16 <= end; to += 16, from += 16) {
      const scaled = f32x4.mul(f32x4.sub(v128.load(from), f32x4.splat(low)), f32x4.splat(toLevel))
      v128.store(to, f32x4.pmin(f32x4.splat(<f32>(BINS - 1)), f32x4.pmax(f32x4.splat(0), scaled)))
    }
  for (; to < end; to += 4, from += (<usize>channels) << 2) {
    let v = load<f32>(from)
    if (channels == 3) v = <f32>0.299 * v + <f32>0.587 * load<f32>(from, 4) + <f32>0.114 * load<f32>(from, 8)
    store<f32>(to, within((v - low) * toLevel, 0, <f32>(BINS - 1)))
  }
}

function clipHistogram(histogram: usize, clip: i32): void {
  const end = histogram + (BINS << 2)
  let cut = 0
  for (let bin = histogram; bin < end; bin += 4) {
    const count = load<i32>(bin)
    if (count > clip) {
      cut += count - clip
      store<i32>(bin, clip)
    }
  }
  const each = cut / BINS
  for (let bin = histogram; bin < end; bin += 4) store<i32>(bin, load<i32>(bin) + each)
  let rest = cut - each * BINS
  const stride = rest > 0 ? max(1, BINS / rest) : 1
  for (let bin = histogram; bin < end && rest > 0; bin += (<usize>stride) << 2, rest--)
    store<i32>(bin, load<i32>(bin) + 1)
}

/**
 * Levels through the tables of the four nearest tiles.
 *
 * @param across for every column: where the tables of its first and second tile begin in a row of tables, in bytes (i32 each); the weight of the second is at `acrossWeight` (f32)
 * @param blended room for a row of tables
 */
export function equalize(
  x: usize,
  out: usize,
  level: usize,
  tables: usize,
  blended: usize,
  height: i32,
  width: i32,
  channels: i32,
  low: f32,
  high: f32,
  step: f32,
  columns: i32,
  across: usize,
  acrossWeight: usize,
  down: usize,
  downWeight: usize,
): void {
  const rowBytes = (<usize>(columns * SIZE)) << 2
  const lows = f32x4.splat(low)
  const highs = f32x4.splat(high)
  const steps = f32x4.splat(step)
  for (let y = 0; y < height; y++) {
    const upper = tables + <usize>load<i32>(down + ((<usize>y) << 3)) * <usize>columns
    const lower = tables + <usize>load<i32>(down + ((<usize>y) << 3), 4) * <usize>columns
    const bottom = load<f32>(downWeight + ((<usize>y) << 2))
    const bottoms = f32x4.splat(bottom)
    let entry: usize = 0
    for (; entry + 16 <= rowBytes; entry += 16) {
      const above = v128.load(upper + entry)
      v128.store(blended + entry, f32x4.add(above, f32x4.mul(f32x4.sub(v128.load(lower + entry), above), bottoms)))
    }
    for (; entry < rowBytes; entry += 4) {
      const above = load<f32>(upper + entry)
      store<f32>(blended + entry, above + (load<f32>(lower + entry) - above) * bottom)
    }
    const from = level + ((<usize>(y * width)) << 2)
    const bytes = (<usize>width) << 2
    const place = <usize>(y * width * channels) << 2
    let i: usize = 0
    if (channels == 1) {
      for (; i + 16 <= bytes; i += 16) {
        const four = throughTables4(v128.load(from + i), blended, across + 2 * i, acrossWeight + i)
        v128.store(out + place + i, within4(f32x4.add(lows, f32x4.mul(four, steps)), lows, highs))
      }
      for (; i < bytes; i += 4) {
        const v = throughTables(load<f32>(from + i), blended, across + 2 * i, acrossWeight + i)
        store<f32>(out + place + i, within(low + v * step, low, high))
      }
      continue
    }
    if (channels == 3)
      for (; i + 16 <= bytes; i += 16) {
        const v = v128.load(from + i)
        const change = f32x4.mul(f32x4.sub(throughTables4(v, blended, across + 2 * i, acrossWeight + i), v), steps)
        const at = place + 3 * i
        const one = f32x4.add(v128.load(x + at), v128.shuffle<i32>(change, change, 0, 0, 0, 1))
        const two = f32x4.add(v128.load(x + at, 16), v128.shuffle<i32>(change, change, 1, 1, 2, 2))
        const three = f32x4.add(v128.load(x + at, 32), v128.shuffle<i32>(change, change, 2, 3, 3, 3))
        v128.store(out + at, within4(one, lows, highs))
        v128.store(out + at, within4(two, lows, highs), 16)
        v128.store(out + at, within4(three, lows, highs), 32)
      }
    for (; i < bytes; i += 4) {
      const v = load<f32>(from + i)
      const change = (throughTables(v, blended, across + 2 * i, acrossWeight + i) - v) * step
      let at = place + <usize>channels * i
      for (let k = 0; k < channels; k++, at += 4)
        store<f32>(out + at, within(load<f32>(x + at) + change, low, high))
    }
  }
}

@inline
function within(v: f32, low: f32, high: f32): f32 {
  return v > low ? (v < high ? v : high) : low
}

@inline
function within4(v: v128, low: v128, high: v128): v128 {
  return f32x4.pmin(high, f32x4.pmax(low, v))
}

/** The level that two neighbouring tables give, in between. */
@inline
function throughTables(v: f32, blended: usize, tiles: usize, weight: usize): f32 {
  const whole = floor<f32>(v)
  const rest = v - whole
  const bin = blended + ((<usize>(reinterpret<u32>(whole + 8388608) & (BINS - 1))) << 2)
  const a = bin + <usize>load<u32>(tiles)
  const b = bin + <usize>load<u32>(tiles, 4)
  const left = load<f32>(a) + (load<f32>(a, 4) - load<f32>(a)) * rest
  const right = load<f32>(b) + (load<f32>(b, 4) - load<f32>(b)) * rest
  return left + (right - left) * load<f32>(weight)
}

/** The same for four pixels. */
@inline
function throughTables4(v: v128, blended: usize, tiles: usize, weight: usize): v128 {
  const whole = f32x4.floor(v)
  const rest = f32x4.sub(v, whole)
  const bins = i32x4.shl(v128.and(f32x4.add(whole, f32x4.splat(8388608)), i32x4.splat(BINS - 1)), 2)
  const one = blended + <usize>(<u32>i32x4.extract_lane(bins, 0))
  const two = blended + <usize>(<u32>i32x4.extract_lane(bins, 1))
  const three = blended + <usize>(<u32>i32x4.extract_lane(bins, 2))
  const four = blended + <usize>(<u32>i32x4.extract_lane(bins, 3))
  const left = between4(
    v128.load64_zero(one + <usize>load<u32>(tiles)),
    v128.load64_zero(two + <usize>load<u32>(tiles, 8)),
    v128.load64_zero(three + <usize>load<u32>(tiles, 16)),
    v128.load64_zero(four + <usize>load<u32>(tiles, 24)),
    rest,
  )
  const right = between4(
    v128.load64_zero(one + <usize>load<u32>(tiles, 4)),
    v128.load64_zero(two + <usize>load<u32>(tiles, 12)),
    v128.load64_zero(three + <usize>load<u32>(tiles, 20)),
    v128.load64_zero(four + <usize>load<u32>(tiles, 28)),
    rest,
  )
  return f32x4.add(left, f32x4.mul(f32x4.sub(right, left), v128.load(weight)))
}

/** Four pairs of neighbouring entries, in between. */
@inline
function between4(a: v128, b: v128, c: v128, d: v128, rest: v128): v128 {
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5)
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5)
  const first = v128.shuffle<i64>(ab, cd, 0, 2)
  const second = v128.shuffle<i64>(ab, cd, 1, 3)
  return f32x4.add(first, f32x4.mul(f32x4.sub(second, first), rest))
}
