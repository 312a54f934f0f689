/** Filters into panels of eight columns, as `gemm.ts` reads them. */
import { packPanels } from './gemm'

/**
 * A filter into panels.
 *
 * params: filter, target, k, n, bytes from k to k, bytes from n to n
 */
export function pack(params: usize, _chunk: i32, _scratch: usize): void {
  packPanels(
    <usize>load<u32>(params),
    <usize>load<u32>(params, 16),
    <usize>load<u32>(params, 20),
    load<i32>(params, 8),
    load<i32>(params, 12),
    <usize>load<u32>(params, 4),
  )
}

/**
 * The filter [kernel, in, out] turned by 180 degrees with channels exchanged, in panels over `in`: [in / 8][kernel][out][8].
 *
 * params: filter, target, kernel (height times width), in, out. A chunk is a panel.
 */
export function packTurned(params: usize, chunk: i32, _scratch: usize): void {
  const filter = <usize>load<u32>(params)
  const kernel = load<i32>(params, 8)
  const inputs = load<i32>(params, 12)
  const outputs = load<i32>(params, 16)
  const width = min(8, inputs - 8 * chunk)
  let to = <usize>load<u32>(params, 4) + ((<usize>chunk * kernel * outputs) << 5)
  for (let k = kernel - 1; k >= 0; k--) {
    const matrix = filter + (((<usize>k * inputs + 8 * chunk) * outputs) << 2)
    for (let o = 0; o < outputs; o++) {
      for (let j = 0; j < 8; j++) {
        store<f32>(to, j < width ? load<f32>(matrix + ((<usize>(j * outputs + o)) << 2)) : 0)
        to += 4
      }
    }
  }
}
