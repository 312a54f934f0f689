/** Partial sums of a gradient into one, always in the same order. */

/**
 * Sums partial sums in their order and drops the padding of their rows. A chunk is 16 rows.
 *
 * params: partial sums, how many, target, rows, columns, bytes from row to row
 */
export function sumPartial(params: usize, chunk: i32, _scratch: usize): void {
  const partial = <usize>load<u32>(params)
  const count = load<i32>(params, 4)
  const target = <usize>load<u32>(params, 8)
  const rows = load<i32>(params, 12)
  const columns = load<i32>(params, 16)
  const row = <usize>load<u32>(params, 20)
  const size = row * <usize>rows
  const end = min(rows, 16 * chunk + 16)
  for (let r = 16 * chunk; r < end; r++) {
    const here = partial + <usize>r * row
    const to = target + ((<usize>r * columns) << 2)
    for (let c: usize = 0; c < (<usize>columns) << 2; c += 4) {
      let sum = load<f32>(here + c)
      for (let i = 1; i < count; i++) sum += load<f32>(here + <usize>i * size + c)
      store<f32>(to + c, sum)
    }
  }
}
