/** Matrix products of any size. */
import { writeRows } from './epilogue'
import { multiply, multiplyTransposed } from './gemm'

/**
 * A matrix product. params: a, b in panels, c, m, n, k, transposed (a lies as [k][m]), rows a chunk, bias, activation.
 */
export function matMul(params: usize, chunk: i32, scratch: usize): void {
  const n = load<i32>(params, 16)
  const m = load<i32>(params, 12)
  const k = load<i32>(params, 20)
  const transposed = load<i32>(params, 24)
  const perChunk = load<i32>(params, 28)
  const panels = (n + 7) >> 3
  const ldc = (<usize>panels) << 5
  const start = chunk * perChunk
  const count = min(perChunk, m - start)
  const a = <usize>load<u32>(params)
  const b = <usize>load<u32>(params, 4)
  const c = <usize>load<u32>(params, 8) + ((<usize>start * n) << 2)
  if (transposed) {
    const lda = (<usize>m) << 2
    multiplyTransposed(count, panels, k, a + ((<usize>start) << 2), lda, b, scratch, ldc, false)
  } else {
    const lda = (<usize>k) << 2
    multiply(count, panels, k, a + <usize>start * lda, lda, b, scratch, ldc)
  }
  writeRows(scratch, ldc, c, count, n, <usize>load<u32>(params, 32), load<i32>(params, 36))
}
