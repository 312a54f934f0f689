/**
 * Matrix products on small blocks: C = A B or C += A B.
 *
 * B always lies in panels of eight columns, [columns / 8][k][8], filled up with zeros, so that the inner loop walks through
 * memory in order. A is row-major (`nn`) or lies with k outermost (`tn`, the transposed case). Four rows by eight columns
 * keep 8 sums in registers; V8 has 15 for vectors, and with larger blocks or unrolled loops it spills.
 *
 * No relaxed SIMD: its multiply-add is rounded once on one processor and twice on another, and a training run should give the
 * same weights everywhere. On the processors measured it gained under 15 %.
 */

@inline
function multiplyAdd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b))
}

@inline
function first(c: usize, accumulate: bool, immediate: usize): v128 {
  return accumulate ? (immediate == 0 ? v128.load(c) : v128.load(c, 16)) : f32x4.splat(0)
}

@inline
function block4(k: i32, a: usize, rows: usize, steps: usize, b: usize, c: usize, ldc: usize, accumulate: bool): void {
  let c00 = first(c, accumulate, 0)
  let c01 = first(c, accumulate, 16)
  let c10 = first(c + ldc, accumulate, 0)
  let c11 = first(c + ldc, accumulate, 16)
  let c20 = first(c + 2 * ldc, accumulate, 0)
  let c21 = first(c + 2 * ldc, accumulate, 16)
  let c30 = first(c + 3 * ldc, accumulate, 0)
  let c31 = first(c + 3 * ldc, accumulate, 16)
  let a1 = a + rows
  let a2 = a1 + rows
  let a3 = a2 + rows
  for (let i = 0; i < k; i++) {
    const b0 = v128.load(b)
    const b1 = v128.load(b, 16)
    const s0 = v128.load32_splat(a)
    c00 = multiplyAdd(c00, s0, b0)
    c01 = multiplyAdd(c01, s0, b1)
    const s1 = v128.load32_splat(a1)
    c10 = multiplyAdd(c10, s1, b0)
    c11 = multiplyAdd(c11, s1, b1)
    const s2 = v128.load32_splat(a2)
    c20 = multiplyAdd(c20, s2, b0)
    c21 = multiplyAdd(c21, s2, b1)
    const s3 = v128.load32_splat(a3)
    c30 = multiplyAdd(c30, s3, b0)
    c31 = multiplyAdd(c31, s3, b1)
    a += steps
    a1 += steps
    a2 += steps
    a3 += steps
    b += 32
  }
  v128.store(c, c00)
  v128.store(c, c01, 16)
  c += ldc
  v128.store(c, c10)
  v128.store(c, c11, 16)
  c += ldc
  v128.store(c, c20)
  v128.store(c, c21, 16)
  c += ldc
  v128.store(c, c30)
  v128.store(c, c31, 16)
}

@inline
function block1(k: i32, a: usize, steps: usize, b: usize, c: usize, accumulate: bool): void {
  let c0 = first(c, accumulate, 0)
  let c1 = first(c, accumulate, 16)
  for (let i = 0; i < k; i++) {
    const s = v128.load32_splat(a)
    c0 = multiplyAdd(c0, s, v128.load(b))
    c1 = multiplyAdd(c1, s, v128.load(b, 16))
    a += steps
    b += 32
  }
  v128.store(c, c0)
  v128.store(c, c1, 16)
}

// Four functions that the compiler specialises: the transposition of A and accumulation are constants in each.
function nn4(k: i32, a: usize, lda: usize, b: usize, c: usize, ldc: usize): void {
  block4(k, a, lda, 4, b, c, ldc, false)
}
function nn1(k: i32, a: usize, b: usize, c: usize): void {
  block1(k, a, 4, b, c, false)
}
function tn4(k: i32, a: usize, lda: usize, b: usize, c: usize, ldc: usize, accumulate: bool): void {
  block4(k, a, 4, lda, b, c, ldc, accumulate)
}
function tn1(k: i32, a: usize, lda: usize, b: usize, c: usize, accumulate: bool): void {
  block1(k, a, lda, b, c, accumulate)
}

/**
 * C = A B with A row-major, for `panels` whole panels of B.
 *
 * @param lda, ldc bytes from row to row; every row of C must have room for `8 * panels` values
 */
export function multiply(m: i32, panels: i32, k: i32, a: usize, lda: usize, b: usize, c: usize, ldc: usize): void {
  for (let panel = 0; panel < panels; panel++) {
    let i = 0
    let row = a
    let out = c
    for (; i + 4 <= m; i += 4) {
      nn4(k, row, lda, b, out, ldc)
      row += 4 * lda
      out += 4 * ldc
    }
    for (; i < m; i++) {
      nn1(k, row, b, out)
      row += lda
      out += ldc
    }
    b += (<usize>k) << 5
    c += 32
  }
}

/**
 * C = A' B or C += A' B, where A lies as [k][m].
 *
 * @param lda bytes from k to k; ldc bytes from row to row of C, with room for `8 * panels` values
 */
export function multiplyTransposed(
  m: i32,
  panels: i32,
  k: i32,
  a: usize,
  lda: usize,
  b: usize,
  c: usize,
  ldc: usize,
  accumulate: bool,
): void {
  for (let panel = 0; panel < panels; panel++) {
    let i = 0
    let row = a
    let out = c
    for (; i + 4 <= m; i += 4) {
      tn4(k, row, lda, b, out, ldc, accumulate)
      row += 16
      out += 4 * ldc
    }
    for (; i < m; i++) {
      tn1(k, row, lda, b, out, accumulate)
      row += 4
      out += ldc
    }
    b += (<usize>k) << 5
    c += 32
  }
}

/** B of k rows into panels: element (row, column) lies at `source + row * rows + column * columns` (bytes). */
export function packPanels(source: usize, rows: usize, columns: usize, k: i32, n: i32, target: usize): void {
  for (let start = 0; start < n; start += 8) {
    const width = min(8, n - start)
    let from = source + <usize>start * columns
    for (let row = 0; row < k; row++) {
      if (width == 8 && columns == 4) {
        v128.store(target, v128.load(from))
        v128.store(target, v128.load(from, 16), 16)
      } else {
        let here = from
        for (let j = 0; j < 8; j++) {
          store<f32>(target + 4 * j, j < width ? load<f32>(here) : 0)
          here += columns
        }
      }
      from += rows
      target += 32
    }
  }
}
