/** Sums over rows, such as the gradient of a bias. */

/**
 * Sums of rows in double precision: 32 rows in single, then into the double sums.
 *
 * params: x, sums [outer][chunks an outer][inner] of float64, rows an outer, inner, rows a chunk, chunks an outer.
 * Scratch: inner floats, rounded up to four.
 */
export function sumRows(params: usize, chunk: i32, scratch: usize): void {
  const rows = load<i32>(params, 8)
  const inner = load<i32>(params, 12)
  const perChunk = load<i32>(params, 16)
  const chunks = load<i32>(params, 20)
  const outer = chunk / chunks
  const first = (chunk - outer * chunks) * perChunk
  const end = min(rows, first + perChunk)
  const bytes = (<usize>inner) << 2
  const whole = bytes & ~15
  const sums = <usize>load<u32>(params, 4) + ((<usize>chunk * inner) << 3)
  memory.fill(sums, 0, (<usize>inner) << 3)
  let x = <usize>load<u32>(params) + (<usize>outer * rows + first) * bytes
  for (let row = first; row < end; row += 32) {
    const last = min(end, row + 32)
    memory.copy(scratch, x, bytes)
    x += bytes
    for (let r = row + 1; r < last; r++) {
      for (let c: usize = 0; c < whole; c += 16) {
        v128.store(scratch + c, f32x4.add(v128.load(scratch + c), v128.load(x + c)))
      }
      for (let c = whole; c < bytes; c += 4) store<f32>(scratch + c, load<f32>(scratch + c) + load<f32>(x + c))
      x += bytes
    }
    for (let c: usize = 0; c < bytes; c += 4) {
      store<f64>(sums + 2 * c, load<f64>(sums + 2 * c) + <f64>load<f32>(scratch + c))
    }
  }
}

/** params: sums of `sumRows`, y [outer][inner], outer, inner, chunks an outer, divisor. One chunk. */
export function finishSums(params: usize, _chunk: i32, _scratch: usize): void {
  const outer = load<i32>(params, 8)
  const inner = load<i32>(params, 12)
  const chunks = load<i32>(params, 16)
  const divisor = <f64>load<i32>(params, 20)
  let sums = <usize>load<u32>(params)
  let y = <usize>load<u32>(params, 4)
  for (let o = 0; o < outer; o++) {
    for (let c = 0; c < inner; c++) {
      let sum: f64 = 0
      for (let i = 0; i < chunks; i++) sum += load<f64>(sums + ((<usize>(i * inner + c)) << 3))
      store<f32>(y, <f32>(sum / divisor))
      y += 4
    }
    sums += (<usize>chunks * inner) << 3
  }
}
