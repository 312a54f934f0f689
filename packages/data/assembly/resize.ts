/** Antialiased resizing, rows first: twin of `preprocess/resize.ts`. */

/**
 * Two rows (f32) made shorter at once, each in a lane of its own, so that every sum is added up in the order of the twin.
 *
 * @param first first input of every output (i32)
 * @param count number of its inputs (i32)
 * @param weights `width` weights (f64) for every output
 * @param line where the first row's sums go (f64)
 * @param nextLine where the second row's go
 */
export function shrinkRows(
  row: usize,
  nextRow: usize,
  line: usize,
  nextLine: usize,
  outputs: i32,
  channels: i32,
  first: usize,
  count: usize,
  weights: usize,
  width: i32,
): void {
  const step = (<usize>channels) << 2
  const weightStep = (<usize>width) << 3
  for (let o = 0; o < outputs; o++, first += 4, count += 4, weights += weightStep) {
    const from = <usize>load<i32>(first) * step
    const end = weights + ((<usize>load<i32>(count)) << 3)
    for (let c = 0; c < channels; c++, line += 8, nextLine += 8) {
      let at = from + ((<usize>c) << 2)
      let sum = f64x2.splat(0)
      for (let w = weights; w < end; w += 8, at += step) {
        const pair = v128.load32_lane(nextRow + at, v128.load32_zero(row + at), 1)
        sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(w), f64x2.promote_low_f32x4(pair)))
      }
      v128.store64_lane(line, sum, 0)
      v128.store64_lane(nextLine, sum, 1)
    }
  }
}

/** Bytes to floats (f32): `out = value * unit`, in double precision before it is rounded. */
export function unitValues(bytes: usize, out: usize, values: i32, unit: f64): void {
  const units = f64x2.splat(unit)
  const end = bytes + <usize>(values & ~3)
  for (; bytes < end; bytes += 4, out += 16) {
    const words = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(bytes)))
    const low = f32x4.demote_f64x2_zero(f64x2.mul(f64x2.convert_low_i32x4_u(words), units))
    const last = v128.shuffle<i32>(words, words, 2, 3, 2, 3)
    const high = f32x4.demote_f64x2_zero(f64x2.mul(f64x2.convert_low_i32x4_u(last), units))
    v128.store(out, v128.shuffle<i32>(low, high, 0, 1, 4, 5))
  }
  for (let i = 0; i < (values & 3); i++, bytes++, out += 4) store<f32>(out, <f32>(<f64>load<u8>(bytes) * unit))
}

/** `out += weight * line`, then `out += nextWeight * nextLine`, `values` of all (f64). */
export function addLines(
  out: usize,
  line: usize,
  nextLine: usize,
  weight: f64,
  nextWeight: f64,
  values: i32,
): void {
  const weights = f64x2.splat(weight)
  const nextWeights = f64x2.splat(nextWeight)
  const end = line + ((<usize>(values & ~1)) << 3)
  for (; line < end; line += 16, nextLine += 16, out += 16) {
    const sum = f64x2.add(v128.load(out), f64x2.mul(weights, v128.load(line)))
    v128.store(out, f64x2.add(sum, f64x2.mul(nextWeights, v128.load(nextLine))))
  }
  if (values & 1) store<f64>(out, load<f64>(out) + weight * load<f64>(line) + nextWeight * load<f64>(nextLine))
}

/** `out += weight * line`, `values` of both (f64). */
export function addLine(out: usize, line: usize, weight: f64, values: i32): void {
  const weights = f64x2.splat(weight)
  const end = line + ((<usize>(values & ~1)) << 3)
  for (; line < end; line += 16, out += 16)
    v128.store(out, f64x2.add(v128.load(out), f64x2.mul(weights, v128.load(line))))
  if (values & 1) store<f64>(out, load<f64>(out) + weight * load<f64>(line))
}
